import Foundation
import IkdTestC

/// Memory that the process uses.
public enum Memory {
    /// Bytes that are allocated and not freed, by Swift and by the library: both use the system's allocator.
    ///
    /// More exact than the size of the process, which includes freed memory.
    public static func allocated() -> Int {
        let heap = mallinfo2()
        return heap.uordblks + heap.hblkhd
    }

    /// Bytes in physical memory (`VmRSS` of proc_pid_status(5)).
    public static func resident() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let words = status.split(whereSeparator: \.isWhitespace)
        guard let at = words.firstIndex(of: "VmRSS:"), at + 1 < words.count, let kilobytes = Int(words[at + 1]) else {
            throw Sandbox.SetupError(description: "the system does not tell the size of this process")
        }
        return kilobytes * 1024
    }
}
