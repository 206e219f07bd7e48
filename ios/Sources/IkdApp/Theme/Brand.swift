import Foundation

/// The accent of an operator, from `colours` of `ikd.json`: `primary`, `on_primary`, `primary_container` and
/// `on_primary_container`, and the same with `_dark` behind them. What is absent is as in ``Palette``.
public enum Brand {
    private static let names = ["primary", "on_primary", "primary_container", "on_primary_container"]
    private static let lock = NSLock()
    // Guarded by `lock`: colours are resolved wherever the system draws.
    nonisolated(unsafe) private static var colours: [String: UInt32] = [:]

    /// Takes the colours of this app, `#rrggbb` by name, before its first screen. A name that no role has and a value of
    /// another form change nothing: the app can be used without them.
    public static func use(_ texts: [String: String]) {
        var read: [String: UInt32] = [:]
        for (name, text) in texts {
            let role = name.hasSuffix("_dark") ? String(name.dropLast("_dark".count)) : name
            let digits = text.dropFirst()
            guard names.contains(role), text.hasPrefix("#"), digits.count == 6, digits.allSatisfy(\.isHexDigit),
                let colour = UInt32(digits, radix: 16)
            else { continue }
            read[name] = colour
        }
        lock.withLock { colours = read }
    }

    /// The colour of a role, if this app has its own.
    static func colour(_ name: String) -> UInt32? { lock.withLock { colours[name] } }
}
