// The declarations of os that the app uses. Lines are kept for tests.
@_exported import Foundation

// iOS 10
public struct OSLogType: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let info = OSLogType(rawValue: 1)
    public static let debug = OSLogType(rawValue: 2)
    public static let error = OSLogType(rawValue: 16)
    public static let fault = OSLogType(rawValue: 17)
}

// iOS 14
public struct OSLogPrivacy: Equatable, Sendable {
    let isPublic: Bool
    public static let `public` = OSLogPrivacy(isPublic: true)
    public static let `private` = OSLogPrivacy(isPublic: false)
    public static let auto = OSLogPrivacy(isPublic: false)
}

// iOS 14
public struct OSLogMessage: ExpressibleByStringInterpolation, Sendable {
    let text: String
    public init(stringLiteral value: String) { text = value }
    public init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }
    public struct StringInterpolation: StringInterpolationProtocol {
        var text = ""
        public init(literalCapacity: Int, interpolationCount: Int) {}
        public mutating func appendLiteral(_ literal: String) { text += literal }
        public mutating func appendInterpolation(
            _ value: @autoclosure @escaping () -> String, privacy: OSLogPrivacy = .auto
        ) {
            text += privacy.isPublic ? value() : "<private>"
        }
        // Numbers are public unless said otherwise.
        public mutating func appendInterpolation<T: FixedWidthInteger>(
            _ value: @autoclosure @escaping () -> T, privacy: OSLogPrivacy = .public
        ) {
            text += privacy.isPublic ? "\(value())" : "<private>"
        }
    }
}

// iOS 14
public struct Logger: Sendable {
    let name: String
    public init(subsystem: String, category: String) { name = "\(subsystem)/\(category)" }
    public func log(level: OSLogType, _ message: OSLogMessage) {
        LookalikeLog.shared.add(LookalikeLog.Line(name: name, level: level, text: message.text))
    }
}

// Not Apple's: what was logged.

/// The lines of all loggers.
public final class LookalikeLog: @unchecked Sendable {
    public struct Line: Equatable, Sendable {
        public let name: String
        public let level: OSLogType
        public let text: String
        public init(name: String, level: OSLogType, text: String) {
            self.name = name
            self.level = level
            self.text = text
        }
    }

    public static let shared = LookalikeLog()
    private let lock = NSLock()
    private var kept: [Line] = []

    public var lines: [Line] { lock.withLock { kept } }
    func add(_ line: Line) { lock.withLock { kept.append(line) } }
}
