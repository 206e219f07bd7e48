import Foundation
import IkdTestC

/// What the process takes of the machine.
public enum Memory {
    /// Bytes that are allocated and not freed, by Swift and by the library: both use the system's allocator.
    ///
    /// More telling than the size of the process, in which what was freed stays for the next one to use.
    public static func allocated() -> Int {
        let heap = mallinfo2()
        return heap.uordblks + heap.hblkhd
    }

    /// Bytes in physical memory (`VmRSS` of proc_pid_status(5)).
    public static func resident() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let words = status.split(whereSeparator: \.isWhitespace)
        guard let at = words.firstIndex(of: "VmRSS:"), at + 1 < words.count, let kilobytes = Int(words[at + 1]) else {
            throw Sandbox.Trouble(description: "the system does not tell the size of this process")
        }
        return kilobytes * 1024
    }
}
