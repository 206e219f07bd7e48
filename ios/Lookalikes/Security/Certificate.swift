import Foundation
import LibCrypto

/// The common name of a certificate; empty without one, `nil` if this is no certificate.
func commonName(of der: Data) -> String? {
    let bytes = [UInt8](der)
    return bytes.withUnsafeBufferPointer { buffer in
        var start = buffer.baseAddress
        guard let certificate = d2i_X509(nil, &start, buffer.count) else { return nil }
        defer { X509_free(certificate) }
        var name = [CChar](repeating: 0, count: 256)
        let subject = X509_get_subject_name(certificate)
        guard X509_NAME_get_text_by_NID(subject, NID_commonName, &name, Int32(name.count)) >= 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
