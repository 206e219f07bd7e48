/// What an officer of the sandbox does with applications.
extension Sandbox {
    /// A part of an application that the person must correct: a field or the paper of a kind.
    public struct Mark: Encodable, Sendable {
        private var field: String?
        private var attachment: String?
        private let code: String
        private let note: String?

        /// A field, by its key. Why, by a code of the service, and what the officer adds.
        public static func field(_ key: String, _ code: String, note: String? = nil) -> Mark {
            Mark(field: key, code: code, note: note)
        }

        /// The paper of this kind.
        public static func paper(_ kind: String, _ code: String, note: String? = nil) -> Mark {
            Mark(attachment: kind, code: code, note: note)
        }
    }

    /// What the officer has of an application.
    public struct ApplicationAtOffice: Decodable, Sendable {
        /// A field with its answer.
        public struct Field: Decodable, Sendable {
            /// Its key in the form.
            public let key: String
            /// What the person answered.
            public let answer: String?
        }
        /// The papers of a kind.
        public struct Paper: Decodable, Sendable {
            /// The kind in the form.
            public let kind: String
            /// How many photographs.
            public let pages: Int
        }
        /// 1 at first; each correction has the next.
        public let revision: Int
        /// In the order of the form.
        public let fields: [Field]
        /// Those with photographs.
        public let papers: [Paper]
    }

    /// What the officer reads of an application.
    public func officerReads(application id: String) async throws -> ApplicationAtOffice {
        try await ask("GET", "/applications/\(id)")
    }

    /// The officer begins to review an application.
    public func officerReviews(application id: String) async throws {
        try await step("review", id)
    }

    /// The officer approves an application under review, has it signed and issues its documents.
    public func officerIssues(application id: String) async throws {
        for name in ["approve", "sign", "issue"] { try await step(name, id) }
    }

    /// The officer reads an application, approves it, has it signed and issues its documents.
    public func officerCarriesOut(application id: String) async throws {
        try await officerReviews(application: id)
        try await officerIssues(application: id)
    }

    /// The officer marks a field of an application for correction.
    public func officerMarks(field: String, of id: String) async throws {
        try await officerMarks([.field(field, "incomplete")], of: id)
    }

    /// The officer reads an application and marks these parts for correction.
    public func officerMarks(_ marks: [Mark], of id: String) async throws {
        try await officerReviews(application: id)
        try await tell("POST", "/applications/\(id)/correction", ["items": marks])
    }

    /// The officer reads an application and refuses it for good.
    public func officerRefuses(application id: String, code: String, note: String) async throws {
        try await officerReviews(application: id)
        try await tell("POST", "/applications/\(id)/refusal", ["code": code, "note": note])
    }

    /// The officer, who reviews an application, wants to see the person within so many days.
    public func officerAsksForVisit(
        application id: String, place: String, days: Int, bring: String
    ) async throws {
        try await tell("POST", "/applications/\(id)/visit", Visit(place: place, days: days, bring: bring))
    }

    private func step(_ name: String, _ id: String) async throws {
        try await tell("POST", "/applications/\(id)/\(name)")
    }

    private struct Visit: Encodable {
        let place: String
        let days: Int
        let bring: String
    }
}
