import Foundation
import IkdCore
import Security

/// The one file that an operator changes: `ikd.json` in the app's bundle.
public struct AppConfig: Decodable, Sendable {
    /// A release build was configured with the authority of a sandbox, whose private key is on a developer's computer.
    public struct SandboxInRelease: Error {}

    /// The file is missing or not in the form that README.md describes.
    public struct Malformed: Error {}

    /// Common name of the authority that `cargo xtask` makes for each sandbox (tests/sandbox/src/authority.rs).
    static let sandboxAuthority = "IKD Core example authority"

    /// What the app is called.
    public let name: String
    /// Whether all data are examples; screens say so.
    public let example: Bool
    /// The accent, `#rrggbb` by name; what is absent is as built in.
    public let colours: [String: String]
    /// The number of the app in the App Store; empty before its first release.
    public let appStoreID: String

    /// The form of this service; the short one if the file does not say.
    public var formShape: FormShape { form == "long" ? .long : .short }

    private let form: String?
    private let service: String
    private let serviceRoots: String
    private let trustRoot: String
    private let embeddedTrust: String
    private let linkHost: String

    enum CodingKeys: String, CodingKey {
        case name, example, colours, form, service
        case appStoreID = "app_store_id"
        case serviceRoots = "service_roots"
        case trustRoot = "trust_root"
        case embeddedTrust = "embedded_trust"
        case linkHost = "link_host"
    }

    /// The configuration of this build: in a debug build that of the sandbox, if there is one.
    public static func ofThisApp() throws -> AppConfig {
        #if DEBUG
            let isRelease = false
            let names = ["ikd-debug", "ikd"]
        #else
            let isRelease = true
            let names = ["ikd"]
        #endif
        let files = names.compactMap { Bundle.main.url(forResource: $0, withExtension: "json") }
        guard let file = files.first else { throw Malformed() }
        return try AppConfig(json: Data(contentsOf: file), isRelease: isRelease)
    }

    /// Reads a file.
    ///
    /// - Throws: ``Malformed``; ``SandboxInRelease`` if a release trusts a sandbox.
    init(json: Data, isRelease: Bool) throws {
        guard let config = try? JSONDecoder().decode(AppConfig.self, from: json) else { throw Malformed() }
        self = config
        if isRelease, trustsSandbox() { throw SandboxInRelease() }
    }

    /// What the core opens with.
    func core(dataDir: String, version: String) throws -> Config {
        Config(
            dataDir: dataDir,
            service: service,
            serviceRoots: serviceRoots,
            trustRoot: try Self.bytes(trustRoot),
            embeddedTrust: try Self.bytes(embeddedTrust),
            linkHost: linkHost,
            appVersion: Self.appVersion(version)
        )
    }

    /// `1.4.2` in three numbers; a part that is absent or no number is 0.
    static func appVersion(_ text: String) -> AppVersion {
        let parts: [UInt32] = text.split(whereSeparator: { ".-".contains($0) }).map { UInt32($0) ?? 0 } + [0, 0, 0]
        return AppVersion(major: parts[0], minor: parts[1], patch: parts[2])
    }

    private func trustsSandbox() -> Bool {
        let mark = "-----BEGIN CERTIFICATE-----"
        return serviceRoots.components(separatedBy: mark).dropFirst().contains { after in
            let body = after.components(separatedBy: "-----END")[0]
            guard let der = Data(base64Encoded: body, options: .ignoreUnknownCharacters),
                let certificate = SecCertificateCreateWithData(nil, der as CFData)
            else { return false }
            // For a certificate with a common name, that is its summary.
            return SecCertificateCopySubjectSummary(certificate) as String? == Self.sandboxAuthority
        }
    }

    /// Base64 with `-` and `_`, without padding (RFC 4648 section 5).
    private static func bytes(_ text: String) throws -> Data {
        let standard = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        let padding = String(repeating: "=", count: (4 - standard.count % 4) % 4)
        guard let bytes = Data(base64Encoded: standard + padding) else { throw Malformed() }
        return bytes
    }
}
