import Foundation

/// A person of the sandbox's population, with the entries of the form.
public struct Person: Decodable, Sendable {
    /// 16 digits; fictional: its province is 99.
    public let nik: String
    /// As in the record.
    public let name: String
    /// As in the record.
    public let sex: String
    /// As in the record.
    public let birthPlace: String
    /// `YYYY-MM-DD`.
    public let birthDate: String

    enum CodingKeys: String, CodingKey {
        case nik, name, sex
        case birthPlace = "birth_place"
        case birthDate = "birth_date"
    }

    /// Their mail address.
    public var email: String { "warga\(nik.suffix(6))@contoh.id" }
}

/// Which person is used for which test. An account belongs to one phone, so a person gets an account in one test only.
public struct People: Decodable, Sendable {
    /// A person who may register; may be one of the couple.
    public let adult: Person
    /// Two who register, each in one test.
    public let marriedCouple: [Person]
    /// A person with a name of 60 letters; the holder of the phone that many tests share.
    public let longName: Person
    /// Somebody who lives alone and heads the family; no parent is known.
    public let withoutParents: Person
    /// Somebody who lives alone; the mother is not known.
    public let withoutMother: Person
    /// A wife of 15 years, whose husband heads the family of two.
    public let marriedYoung: Person

    enum CodingKeys: String, CodingKey {
        case adult
        case marriedCouple = "married_couple"
        case longName = "long_name_60"
        case withoutParents = "without_parents"
        case withoutMother = "without_mother"
        case marriedYoung = "under_17_married"
    }
}

extension Sandbox {
    /// Which person is used for which test.
    public func people() async throws -> People {
        try await ask("GET", "/people")
    }

    /// Lifts the limits against floods: all phones of the tests come from one address.
    public func liftLimits() async throws {
        try await tell("POST", "/limits/off")
    }

    /// The text of the QR at the counter.
    public func counterOffer() async throws -> String {
        let offer: Offer = try await ask("POST", "/pairing-offer")
        return offer.text
    }

    /// The officer scans what the phone shows.
    public func counterScans(_ text: String) async throws {
        try await tell("POST", "/scan-phone", ["qr_text": text])
    }

    /// The officer gets these digits, has compared face and data, and approves the registration that shows them.
    public func officerApproves(digits: String) async throws -> String {
        let statement = Statement(digits: digits, faceMatches: true, dataCompared: true)
        let approval: Approval = try await ask("POST", "/registrations/\(digits)/approve", statement)
        return approval.outcome
    }

    /// The officer finds the registration that shows these digits, and rejects it.
    public func officerRejects(digits: String, reason: String) async throws {
        try await tell("POST", "/registrations/\(digits)/reject", ["reason": reason])
    }

    /// A fresh id, as the phone gives one to an application: 16 bytes, base64url without padding.
    public static func newID() -> String {
        let bytes = Data((0..<16).map { _ in UInt8.random(in: .min ... .max) })
        let standard = bytes.base64EncodedString().replacingOccurrences(of: "=", with: "")
        return standard.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
    }

    /// The face checks that wait for the officer, of everybody or of this person.
    public func waitingFaceChecks(of person: Person? = nil) async throws -> [String] {
        let waiting: WaitingFaces = try await ask("GET", "/face-checks")
        return waiting.faceChecks.filter { person == nil || $0.nik == person?.nik }.map(\.id)
    }

    /// The officer has compared the pictures: `accept`, `retake` with what should be better, or `see-officer`.
    public func officerDecides(faceCheck id: String, _ verdict: String, guidance: [String] = []) async throws {
        try await tell("POST", "/face-checks/\(id)", Verdict(verdict: verdict, guidance: guidance))
    }

    /// The code in the newest mail to an address.
    public func activationCode(email: String) async throws -> String {
        let code: Code = try await ask("POST", "/activation-code", ["email": email])
        return code.code
    }

    /// The answer to the captcha.
    public func captchaAnswer(id: String) async throws -> String {
        let solved: Solved = try await ask("GET", "/captcha/\(id)")
        return solved.answer
    }

    /// Delays the answer to one request of this kind, after `others` that are not delayed.
    public func holdAnswer(method: String, path: String, after others: Int = 0, milliseconds: Int) async throws {
        let fault = Fault(method: method, path: path, skip: others, times: 1, kind: .delay(ms: milliseconds))
        try await tell("PUT", "/faults", [fault])
    }

    /// Breaks every connection before anything is processed, until ``networkReturns()``.
    public func networkGoes() async throws {
        let fault = Fault(method: nil, path: "", skip: 0, times: .max, kind: .cut("before-request"))
        try await tell("PUT", "/faults", [fault])
    }

    /// Ends all faults.
    public func networkReturns() async throws {
        try await tell("PUT", "/faults", [Fault]())
    }

    /// Private keys of the demo readers by the number of their class: X25519, 32 bytes.
    public func readerKeys() async throws -> [UInt64: Data] {
        let keys: ReaderKeys = try await ask("GET", "/keys")
        let readers = keys.keys.compactMap { key in
            key.audience.flatMap { audience in key.secret.flatMap(Data.init(base64URL:)).map { (audience, $0) } }
        }
        return Dictionary(readers) { first, _ in first }
    }

    /// How many registrations the service has made since it started.
    public func registrationsMade() async throws -> Int {
        let all: Requests = try await ask("GET", "/requests")
        return all.requests.filter {
            $0.method == "POST" && $0.route == "/v1/registrations" && !$0.replayed && $0.status == 201
        }.count
    }

    /// Waits until the service has received so many bytes since `before`, with a time-out longer than any test takes.
    public func waitForUpload(of bytes: UInt64, since before: UInt64) async throws {
        let deadline = Date().addingTimeInterval(300)
        while try await received() < before + bytes {
            guard Date() < deadline else { throw SetupError(description: "nothing was sent to the service") }
            try await Task.sleep(nanoseconds: 20_000_000)
        }
    }

    /// Bytes that the service has received since it started.
    public func received() async throws -> UInt64 {
        let traffic: Received = try await ask("GET", "/traffic")
        return traffic.up
    }

    /// What an officer states when approving.
    private struct Statement: Encodable {
        let digits: String
        let faceMatches: Bool
        let dataCompared: Bool
        enum CodingKeys: String, CodingKey {
            case digits
            case faceMatches = "face_matches"
            case dataCompared = "data_compared"
        }
    }

    private struct Offer: Decodable {
        let text: String
        enum CodingKeys: String, CodingKey { case text = "qr_text" }
    }

    private struct Approval: Decodable { let outcome: String }

    private struct WaitingFaces: Decodable {
        struct Check: Decodable {
            let id: String
            let nik: String
        }
        let faceChecks: [Check]
        enum CodingKeys: String, CodingKey { case faceChecks = "face_checks" }
    }

    private struct Verdict: Encodable {
        let verdict: String
        let guidance: [String]
    }

    private struct Code: Decodable { let code: String }

    private struct Solved: Decodable { let answer: String }

    private struct ReaderKeys: Decodable {
        struct Key: Decodable {
            let audience: UInt64?
            let secret: String?
            enum CodingKeys: String, CodingKey {
                case audience = "ikd:aud"
                case secret = "d"
            }
        }
        let keys: [Key]
    }

    private struct Requests: Decodable {
        struct Request: Decodable {
            let method: String
            let route: String
            let status: Int
            let replayed: Bool
        }
        let requests: [Request]
    }

    private struct Received: Decodable { let up: UInt64 }

    private struct Fault: Encodable, Sendable {
        enum Kind: Encodable, Sendable {
            struct Delay: Encodable, Sendable { let ms: Int }
            case delay(ms: Int)
            case cut(String)

            enum CodingKeys: CodingKey { case delay, cut }

            func encode(to encoder: any Encoder) throws {
                var kind = encoder.container(keyedBy: CodingKeys.self)
                switch self {
                case .delay(let ms): try kind.encode(Delay(ms: ms), forKey: .delay)
                case .cut(let point): try kind.encode(point, forKey: .cut)
                }
            }
        }
        let method: String?
        let path: String
        let skip: Int
        let times: UInt32
        let kind: Kind
    }
}
