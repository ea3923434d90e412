// Stages N addresses on the original with one live list that reads everything; prints milliseconds.
const Staging = require('ssb-conn-staging')
const pull = require('pull-stream')

const n = Number(process.argv[2])
const addresses = []
const data = []
for (let i = 0; i < n; i++) {
  const key = require('crypto').createHash('sha256').update(String(i)).digest()
  addresses.push(`net:h${i}.example.org:8008~shs:${key.toString('base64')}`)
  data.push({ type: 'hub', source: `https://hub${i % 16}.example.org` })
}
const staging = new Staging()
let last = 0
pull(staging.liveEntries(), pull.drain((list) => { last = list.length === undefined ? Array.from(list).length : list.length }))
const start = process.hrtime.bigint()
for (let i = 0; i < n; i++) staging.stage(addresses[i], data[i])
const took = Number(process.hrtime.bigint() - start) / 1e6
if (last !== n) throw new Error(`the last list has ${last} of ${n}`)
console.log(`ms=${took}`)
process.exit(0)
