package io.muster.events.file;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A real ext4 file system in a file, mounted in a namespace of its own, that can be cut off as by a
 * power failure: what is not on the disk is gone, and every further access fails. Linux, root.
 */
final class CutDisk implements AutoCloseable {
  private static final int BYTES = 96 << 20;

  private final Path image;
  private final Path mount;
  private final Process shell;
  private final BufferedWriter in;
  private final BufferedReader out;

  private CutDisk(Path scratch) throws IOException {
    image = scratch.resolve("image");
    mount = Files.createDirectories(scratch.resolve("mount"));
    shell =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "while read -r line; do said=$(sh -c \"$line\" 2>&1 </dev/null); echo $? $said; done")
            .redirectErrorStream(true)
            .start();
    in = shell.outputWriter(StandardCharsets.UTF_8);
    out = shell.inputReader(StandardCharsets.UTF_8);
  }

  /** Makes one; the test is skipped where that is not permitted, and says why. */
  static CutDisk make(Path scratch) throws IOException {
    CutDisk disk = new CutDisk(scratch);
    String failure = disk.made();
    if (!failure.isEmpty()) {
      disk.close();
    }
    assumeTrue(failure.isEmpty(), "no file system to cut off here: " + failure);
    return disk;
  }

  /** Empty if it is there. */
  private String made() throws IOException {
    try {
      run("command -v xfs_io");
      run("truncate -s " + BYTES + " " + image);
      run("mkfs.ext4 -q " + image);
      run(mounting());
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Where its files are, as seen from any process. */
  Path root() {
    return Path.of("/proc", Long.toString(shell.pid()), "root")
        .resolve(mount.toString().substring(1));
  }

  /** Cuts it off: nothing is written any more, also not what was written and not forced. */
  void cut() throws IOException {
    run("xfs_io -x -c shutdown " + mount);
  }

  /**
   * Takes it away and mounts it again; nobody may have a file open. For a moment the kernel may
   * still be giving back a file or the device.
   */
  void remount() throws IOException {
    run(patiently("umount " + mount));
    run(patiently(mounting()));
  }

  private String mounting() {
    return "mount -o loop " + image + " " + mount;
  }

  private static String patiently(String command) {
    return "for i in 1 2 3 4 5 6 7 8 9; do " + command + " && exit 0; sleep 1; done; " + command;
  }

  private void run(String command) throws IOException {
    in.write(command);
    in.newLine();
    in.flush();
    String answer = out.readLine();
    if (answer == null || !answer.startsWith("0")) {
      throw new IOException(command + ": " + answer);
    }
  }

  /** The mount ends with its namespace. */
  @Override
  public void close() throws IOException {
    in.close();
    shell.onExit().join();
  }
}
