// The npm client of signalhub, driven by JSON lines on standard input, answering on standard output.
const signalhub = require('signalhub')
const readline = require('readline')

const clients = new Map()
const say = (line) => process.stdout.write(JSON.stringify(line) + '\n')

function client (app, url) {
  const key = app + ' ' + url
  if (!clients.has(key)) clients.set(key, signalhub(app, url))
  return clients.get(key)
}

const commands = {
  subscribe ({ app, url, channel }) {
    const stream = client(app, url).subscribe(channel)
    stream.on('open', () => say({ event: 'open', channel }))
    stream.on('data', (message) => say({ event: 'message', channel, message }))
    stream.on('error', (error) => say({ event: 'error', message: error.message }))
  },
  broadcast ({ app, url, channel, message }) {
    client(app, url).broadcast(channel, message, (error) => {
      say({ event: 'sent', error: error ? error.message : null })
    })
  }
}

readline.createInterface({ input: process.stdin })
  .on('line', (line) => {
    const command = JSON.parse(line)
    commands[command.op](command)
  })
  .on('close', () => process.exit(0))

say({ event: 'ready' })
