import Foundation
import IkdCore

/// The forms of points and signatures: Apple's and the core's.
enum Curve {
    /// Length of a point in X9.63 form: 04, x, y.
    static let pointLength = 65
    /// Length of a coordinate, and of each half of a signature.
    private static let scalarLength = 32

    /// A point with its x coordinate and the parity of y (SEC 1, section 2.3.3).
    static func compressed(_ point: Data) throws -> Data {
        let bytes = [UInt8](point)
        guard bytes.count == pointLength, bytes[0] == 4 else { throw unexpected }
        return Data([2 + bytes[pointLength - 1] % 2] + bytes[1...scalarLength])
    }

    /// r and s at full length, of the DER form of a signature (RFC 3279, section 2.2.3): a SEQUENCE of two INTEGERs, which
    /// have neither leading zeros nor a set sign bit.
    static func rawSignature(ofDER der: Data) throws -> Data {
        var rest = [UInt8](der)[...]
        guard rest.popFirst() == 0x30, let length = rest.popFirst(), Int(length) == rest.count else { throw unexpected }
        let raw = try integer(&rest) + integer(&rest)
        guard rest.isEmpty else { throw unexpected }
        return Data(raw)
    }

    private static func integer(_ rest: inout ArraySlice<UInt8>) throws -> [UInt8] {
        guard rest.popFirst() == 0x02, let length = rest.popFirst(), length > 0, Int(length) <= rest.count else {
            throw unexpected
        }
        let digits = rest.prefix(Int(length)).drop { $0 == 0 }
        rest = rest.dropFirst(Int(length))
        guard digits.count <= scalarLength else { throw unexpected }
        return [UInt8](repeating: 0, count: scalarLength - digits.count) + digits
    }

    /// The system gave something other than it documents.
    private static var unexpected: PlatformError { .Failed(transient: false, number: 0) }
}
