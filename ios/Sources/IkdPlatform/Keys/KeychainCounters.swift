import Foundation
import IkdCore

/// Counters against an old copy of the data folder: items of the Keychain, of this phone only.
///
/// A value is the *name* of an item. Advancing adds the higher item before it removes the lower ones, and the highest
/// counts: a process killed at any point leaves the old or the new value, never none. Nothing relies on an update of an
/// item being atomic, which Apple does not promise.
public final class KeychainCounters: RollbackCounters {
    private let lock = NSLock()

    /// The counters of this app.
    public init() {}

    /// The counter's value; absent if it was never written.
    public func read(id: String) throws -> UInt64? {
        try lock.withLock { try Self.values(of: id).max() }
    }

    /// Sets the counter, which never decreases.
    public func advance(id: String, to: UInt64) throws {
        try lock.withLock {
            let present = try Self.values(of: id)
            guard to >= present.max() ?? 0 else { throw PlatformError.Refused }
            if !present.contains(to) {
                try Self.items.add(Self.name(id, to), Data([1]))
            }
            for lower in present where lower < to {
                try Self.items.remove(Self.name(id, lower))
            }
        }
    }

    /// Removes the counter.
    public func remove(id: String) throws {
        try lock.withLock {
            // From below: if this is interrupted, what remains is the highest.
            for value in try Self.values(of: id).sorted() {
                try Self.items.remove(Self.name(id, value))
            }
        }
    }

    /// Removes all counters.
    static func removeAll() throws {
        try items.removeAll()
    }

    private static let items = KeychainValues(service: "org.ikdcore.counter")

    private static func name(_ id: String, _ value: UInt64) -> String {
        "\(id)/\(value)"
    }

    private static func values(of id: String) throws -> [UInt64] {
        try items.names().filter { $0.hasPrefix("\(id)/") }.compactMap { UInt64($0.dropFirst(id.count + 1)) }
    }
}
