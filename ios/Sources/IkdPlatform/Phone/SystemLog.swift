import Foundation
import IkdCore
import os

/// The core's log in the unified log of the system. Its lines are fixed words and one number, so all of it is public.
public final class SystemLog: LogSink {
    private let logger = Logger(subsystem: "org.ikdcore.app", category: "core")

    /// The log of this app.
    public init() {}

    /// Debug lines in debug builds only.
    public func lowest() throws -> Severity {
        #if DEBUG
            .debug
        #else
            .info
        #endif
    }

    /// Writes a line.
    public func log(line: LogLine) throws {
        logger.log(
            level: Self.level(line.severity),
            "\(line.event, privacy: .public) \(line.outcome, privacy: .public) \(line.number, privacy: .public)")
    }

    private static func level(_ severity: Severity) -> OSLogType {
        switch severity {
        case .debug: .debug
        case .info: .info
        case .warning: .error
        case .fault: .fault
        }
    }
}
