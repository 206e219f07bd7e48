import Foundation
import IkdCore

#if canImport(Darwin)
    import Darwin
#endif

/// The phone's clocks.
public final class BootClock: DeviceClock {
    /// The clocks of this phone.
    public init() {}

    /// Both clocks at one moment: the boot clock counts sleep, and no setting changes it.
    public func read() throws -> BootReading {
        guard let boot = UUID(uuidString: try Self.bootSession()) else { throw PlatformError.Unavailable }
        return BootReading(
            wallMs: UInt64(max(0, Date().timeIntervalSince1970 * 1000)),
            bootMs: Self.sinceBootMs(),
            bootId: withUnsafeBytes(of: boot.uuid) { Data($0) }
        )
    }

    #if canImport(Darwin)
        /// `mach_continuous_time` in milliseconds: unlike `systemUptime` it runs on while the phone sleeps.
        private static func sinceBootMs() -> UInt64 {
            clock_gettime_nsec_np(CLOCK_MONOTONIC_RAW) / 1_000_000
        }

        /// A new UUID at each start.
        private static func bootSession() throws -> String {
            var text = [CChar](repeating: 0, count: 64)
            var length = text.count
            guard sysctlbyname("kern.bootsessionuuid", &text, &length, nil, 0) == 0 else {
                throw PlatformError.Unavailable
            }
            return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    #else
        private static func sinceBootMs() -> UInt64 {
            UInt64(ProcessInfo.processInfo.systemUptime * 1000)
        }

        private static func bootSession() throws -> String {
            try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
                .trimmingCharacters(in: .whitespacesAndNewlines)
        }
    #endif
}
