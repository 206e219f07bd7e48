import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// What the office decides about an account, over the sandbox's control interface.
public enum Office {
    /// The sandbox did not do it.
    public struct Refused: Error {
        /// The status of the answer; 0 without one.
        public let status: Int
    }

    /// Blocks the account of this person, or ends the block.
    public static func block(nik: String, _ isBlocked: Bool) async throws {
        let settings = ProcessInfo.processInfo.environment
        guard let pages = settings["IKD_PAGES"].flatMap(URL.init(string:)), let token = settings["IKD_CONTROL"] else {
            throw Refused(status: 0)
        }
        var request = URLRequest(url: pages.appendingPathComponent("control/accounts/\(nik)/block"))
        request.httpMethod = "POST"
        request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = try JSONEncoder().encode(["blocked": isBlocked])
        let (_, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard status == 200 else { throw Refused(status: status) }
    }
}
