import Foundation
import IkdCore

// Calls of the boundary that are on their way, under the names they will have. This file goes when they are there.

public struct PairingQr: Equatable, Sendable {
    public let text: String
    public let width: UInt32
    public let quietZone: UInt32
    public let modules: Data
    public let expiresAt: UInt64
}
public struct UploadProgress: Equatable, Sendable {
    public let sent: UInt32
    public let total: UInt32
    public let remainingMs: UInt64?
    public let stalled: Bool
}
public enum DeviceWarning: Equatable, Sendable { case noScreenLock, softwareKeys }
public struct NumberText: Equatable, Sendable {
    public let grouped: String
    public let masked: String
    public let digits: [String]
}
public func numberText(number: String) throws -> NumberText {
    NumberText(grouped: number, masked: String(repeating: "•", count: 14) + number.suffix(2), digits: number.map { "\($0)" })
}
extension LockProtocol { public func checkPin(pin: String) throws {} }
extension RegistrationProtocol {
    public func formShape() throws -> FormShape { .short }
    public func uploadProgress() throws -> UploadProgress {
        UploadProgress(sent: 0, total: 0, remainingMs: nil, stalled: false)
    }
    public func pairingQr() throws -> PairingQr {
        let text: String = try pairingQr()
        return PairingQr(text: text, width: 0, quietZone: 4, modules: Data(), expiresAt: 0)
    }
}
extension DocumentsProtocol { public func card() throws -> Document? { nil } }
extension IkdProtocol {
    public func warnings() throws -> [DeviceWarning] { [] }
    public func remainingMs(until: UInt64) throws -> UInt64 {
        UInt64(max(0, Double(until) - Date().timeIntervalSince1970) * 1000)
    }
}
extension DeviceWarning {
    var text: TextKey {
        switch self {
        case .noScreenLock: .commonOff
        case .softwareKeys: .aboutKeysSoftware
        }
    }
}
