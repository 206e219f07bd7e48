import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The running sandbox and its control interface, which plays officer, mailbox and captcha.
///
/// `cargo xtask test --only swift` starts it and sets its addresses in the environment.
public struct Sandbox: Sendable {
    /// The environment of the tests is wrong; the text says how.
    public struct SetupError: Error, CustomStringConvertible {
        /// For the log of the tests.
        public let description: String
    }

    /// Address of the service: `https://localhost:PORT`.
    public let service: String
    /// The root certificate of its TLS, PEM.
    public let certificate: Data
    /// Public key that signs trust bundles: compressed SEC1, 33 bytes.
    public let trustRoot: Data
    /// The trust bundle now in force.
    public let trustBundle: Data
    /// The folder of all phones; emptied before each run.
    public let folder: URL
    /// A photograph of one face, JPEG.
    public let photograph: URL

    private let pages: URL
    private let token: String

    /// The sandbox that the environment names.
    public static func running() async throws -> Sandbox {
        func setting(_ name: String) throws -> String {
            guard let value = ProcessInfo.processInfo.environment[name] else {
                throw SetupError(description: "\(name) is not set: run `cargo xtask test --only swift`")
            }
            return value
        }
        guard let pages = URL(string: try setting("IKD_PAGES")) else {
            throw SetupError(description: "IKD_PAGES is no address")
        }
        let control = try setting("IKD_CONTROL")
        let keys: KeySet = try await Self.ask(pages, control, "GET", "/keys")
        guard let root = Data(base64URL: keys.trustRoot), let bundle = Data(base64URL: keys.trustBundle)
        else { throw SetupError(description: "the key set has no root") }
        return Sandbox(
            service: try setting("IKD_API"),
            certificate: try Data(contentsOf: URL(fileURLWithPath: try setting("IKD_CERTIFICATE"))),
            trustRoot: root,
            trustBundle: bundle,
            folder: URL(fileURLWithPath: try setting("IKD_STATE"), isDirectory: true),
            photograph: URL(fileURLWithPath: try setting("IKD_PHOTOGRAPH")),
            pages: pages,
            token: control
        )
    }

    /// One request to the control interface.
    func ask<Answer: Decodable>(
        _ method: String, _ path: String, _ body: (any Encodable & Sendable)? = nil
    ) async throws -> Answer {
        try await Self.ask(pages, token, method, path, body)
    }

    /// One request whose answer has no content.
    func tell(_ method: String, _ path: String, _ body: (any Encodable & Sendable)? = nil) async throws {
        let _: Done = try await ask(method, path, body)
    }

    private static func ask<Answer: Decodable>(
        _ pages: URL, _ token: String, _ method: String, _ path: String, _ body: (any Encodable & Sendable)? = nil
    ) async throws -> Answer {
        var request = URLRequest(url: pages.appendingPathComponent("control" + path))
        request.httpMethod = method
        request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
        if let body {
            request.httpBody = try JSONEncoder().encode(body)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard status == 200 else {
            let said = String(decoding: data.prefix(300), as: UTF8.self)
            throw SetupError(description: "control: \(method) \(path): \(status) \(said)")
        }
        return try JSONDecoder().decode(Answer.self, from: data)
    }

    private struct Done: Decodable {}

    private struct KeySet: Decodable {
        let trustRoot: String
        let trustBundle: String

        enum CodingKeys: String, CodingKey {
            case trustRoot = "ikd:trust_root"
            case trustBundle = "ikd:trust_bundle"
        }
    }
}

extension Data {
    /// Base64 with `-` and `_`, without padding (RFC 4648 section 5).
    init?(base64URL text: String) {
        let standard = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        self.init(base64Encoded: standard + String(repeating: "=", count: (4 - standard.count % 4) % 4))
    }
}
