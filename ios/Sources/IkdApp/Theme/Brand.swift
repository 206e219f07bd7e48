import Foundation

/// The accents of an operator for the light and the dark appearance, `0xRRGGBB`.
public struct Brand: Equatable, Sendable {
    /// A colour, what is written on it, and the same for its pale container.
    struct Accent: Equatable, Sendable {
        var main: UInt32
        var on: UInt32
        var container: UInt32
        var onContainer: UInt32
    }

    /// Colours of a configuration that cannot be used. A build with them must not run.
    public enum Fault: Error, Equatable {
        /// No role has this name.
        case unknown(String)
        /// The value of this name is not `#rrggbb`.
        case malformed(String)
        /// Text on this colour has less than 4.5 to 1 of contrast.
        case unreadable(String)
    }

    var light: Accent
    var dark: Accent

    /// The colours of the sources.
    static let builtIn = Brand(
        light: Accent(main: 0x0B5563, on: 0xFFFFFF, container: 0xCFE8EE, onContainer: 0x06323B),
        dark: Accent(main: 0x86D3E3, on: 0x00343D, container: 0x0E4854, onContainer: 0xD3EEF4)
    )

    private static let lock = NSLock()
    // Guarded by `lock`: colours are resolved wherever the system draws.
    nonisolated(unsafe) private static var inUse = builtIn

    /// That of this app.
    static var current: Brand { lock.withLock { inUse } }

    /// Takes the colours of this app before its first screen: `colours` of `ikd.json`, `#rrggbb` by name. The names are
    /// `primary`, `on_primary`, `primary_container` and `on_primary_container`, and the same with `_dark` behind them;
    /// what is absent is as built in.
    ///
    /// - Throws: ``Fault``; nothing is taken then.
    public static func use(_ colours: [String: String]) throws {
        var brand = builtIn
        for (name, text) in colours {
            let isDark = name.hasSuffix(darkSuffix)
            guard let role = role(isDark ? String(name.dropLast(darkSuffix.count)) : name) else {
                throw Fault.unknown(name)
            }
            guard let colour = parsed(text) else { throw Fault.malformed(name) }
            if isDark { brand.dark[keyPath: role] = colour } else { brand.light[keyPath: role] = colour }
        }
        for accent in [brand.light, brand.dark] {
            if Contrast.of(accent.on, accent.main) < Contrast.readable { throw Fault.unreadable("primary") }
            if Contrast.of(accent.onContainer, accent.container) < Contrast.readable {
                throw Fault.unreadable("primary_container")
            }
        }
        lock.withLock { inUse = brand }
    }

    private static let darkSuffix = "_dark"

    private static func role(_ name: String) -> WritableKeyPath<Accent, UInt32>? {
        switch name {
        case "primary": return \.main
        case "on_primary": return \.on
        case "primary_container": return \.container
        case "on_primary_container": return \.onContainer
        default: return nil
        }
    }

    private static func parsed(_ text: String) -> UInt32? {
        let digits = text.dropFirst()
        guard text.hasPrefix("#"), digits.count == 6, digits.allSatisfy(\.isHexDigit) else { return nil }
        return UInt32(digits, radix: 16)
    }
}
