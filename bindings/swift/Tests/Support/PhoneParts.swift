import Foundation
import IkdCore

/// Both clocks of this machine.
public final class MachineClock: DeviceClock {
    /// The clocks, as they are.
    public init() {}

    /// Both clocks at one moment.
    public func read() throws -> BootReading {
        let bootID = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        guard let uuid = UUID(uuidString: bootID.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw PlatformError.Unavailable
        }
        return BootReading(
            wallMs: UInt64(Date().timeIntervalSince1970 * 1000),
            bootMs: UInt64(ProcessInfo.processInfo.systemUptime * 1000),
            bootId: withUnsafeBytes(of: uuid.uuid) { Data($0) }
        )
    }
}

/// Counters in a file outside the data folder.
public final class FileCounters: RollbackCounters, @unchecked Sendable {
    private let file: URL
    private let lock = NSLock()

    /// The counters in `file`.
    public init(file: URL) {
        self.file = file
    }

    /// The counter's value.
    public func read(id: String) throws -> UInt64? {
        try lock.withLock { try counters()[id] }
    }

    /// Sets the counter; it never decreases.
    public func advance(id: String, to: UInt64) throws {
        try lock.withLock {
            var all = try counters()
            guard to >= all[id] ?? 0 else { throw PlatformError.Refused }
            all[id] = to
            try JSONEncoder().encode(all).write(to: file, options: .atomic)
        }
    }

    /// Forgets the counter.
    public func remove(id: String) throws {
        try lock.withLock {
            var all = try counters()
            all[id] = nil
            try JSONEncoder().encode(all).write(to: file, options: .atomic)
        }
    }

    private func counters() throws -> [String: UInt64] {
        guard FileManager.default.fileExists(atPath: file.path) else { return [:] }
        return try JSONDecoder().decode([String: UInt64].self, from: try Data(contentsOf: file))
    }
}

/// A fingerprint sensor whose answer a test chooses.
public final class PlayedSensor: BiometricGate, @unchecked Sendable {
    private let keystore: SoftwareKeystore
    private let lock = NSLock()
    // Guarded by `lock`.
    private var refusal: PlatformError?

    /// A sensor that protects keys of this store, touched by the enrolled finger.
    public init(keystore: SoftwareKeystore) {
        self.keystore = keystore
    }

    /// The result of each touch from now on; `nil` for the enrolled finger.
    public func answer(_ refusal: PlatformError?) {
        lock.withLock { self.refusal = refusal }
    }

    /// Whether it can be used.
    public func status() throws -> BiometricStatus {
        .ready
    }

    /// Opens data that was sealed with the sensor's key.
    public func unseal(alias: String, sealed: Data, aad: Data, purpose: BiometricPurpose) throws -> Data {
        if let refusal = lock.withLock({ refusal }) {
            throw refusal
        }
        return try keystore.unsealBehindSensor(alias: alias, sealed: sealed, aad: aad)
    }
}

/// Records the lines of the library's log.
public final class KeptLog: LogSink, @unchecked Sendable {
    private let wanted: Severity
    private let lock = NSLock()
    // Guarded by `lock`.
    private var kept: [LogLine] = []

    /// A log of lines from this severity on.
    public init(from severity: Severity) {
        wanted = severity
    }

    /// The lines so far.
    public var lines: [LogLine] { lock.withLock { kept } }

    /// The lowest severity that is logged.
    public func lowest() throws -> Severity {
        wanted
    }

    /// Keeps a line.
    public func log(line: LogLine) throws {
        lock.withLock { kept.append(line) }
    }
}
