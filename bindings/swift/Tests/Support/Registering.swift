import Foundation
import IkdCore

/// The steps of a person with a phone. Each step starts where the one before ended.
public struct Citizen: Sendable {
    /// The person.
    public let person: Person
    /// The app on their phone.
    public let ikd: Ikd
    private let sandbox: Sandbox

    /// A person with a phone whose app is open.
    public init(_ person: Person, with ikd: Ikd, in sandbox: Sandbox) {
        self.person = person
        self.ikd = ikd
        self.sandbox = sandbox
    }

    /// The entries of the long form.
    public var form: FormInput {
        FormInput(
            nik: person.nik,
            email: person.email,
            phone: "0812 3456 7890",
            name: person.name,
            sex: person.sex == "male" ? .male : .female,
            birthPlace: person.birthPlace,
            birthDate: person.birthDate
        )
    }

    /// From the welcome screen to the selfie.
    public func fillsIn(_ shape: FormShape) throws {
        let registration = try ikd.registration()
        try registration.begin(shape: shape)
        try registration.acknowledgeOfficerNotice()
        try registration.acceptTerms(language: .indonesian)
        _ = try registration.submitForm(input: form)
    }

    /// Takes the selfie.
    public func takesSelfie() throws {
        try ikd.registration().takePortrait(portrait: try portrait())
    }

    /// The portrait of a real photograph.
    public func portrait() throws -> Portrait {
        try Selfie().portrait(photograph: try Data(contentsOf: sandbox.photograph))
    }

    /// Sends form and portrait.
    public func submits() async throws {
        try await ikd.registration().submit()
    }

    /// Scans the QR at the counter.
    public func pairsWithCounter() async throws {
        try await ikd.registration().pairWithCounter(text: try await sandbox.counterOffer())
    }

    /// The officer compares the digits and approves. Returns the outcome at the counter.
    public func isApproved() async throws -> String {
        let outcome = try await sandbox.officerApproves(digits: try digits())
        try await ikd.registration().checkStatus()
        return outcome
    }

    /// The digits on the phone's screen.
    public func digits() throws -> String {
        guard case .registering(step: .awaitingDecision(let digits, _)) = try ikd.stage() else {
            throw Sandbox.SetupError(description: "the phone shows no digits")
        }
        return digits
    }

    /// Enters the code from the mail and the captcha.
    public func activates() async throws {
        let registration = try ikd.registration()
        let code = try await sandbox.activationCode(email: person.email)
        let captcha = try await registration.captcha(language: .indonesian)
        let answer = try await sandbox.captchaAnswer(id: captcha.id)
        try await registration.activate(code: code, captchaId: captcha.id, answer: answer)
    }

    /// Chooses the PIN.
    public func choosesPIN() async throws {
        try await ikd.lock().createPin(pin: Phone.pin, repeat: Phone.pin)
    }

    /// From the counter, where form and portrait have arrived, to the documents.
    public func goesOnFromTheCounterToTheDocuments() async throws {
        try await pairsWithCounter()
        _ = try await isApproved()
        try await activates()
        try await choosesPIN()
        _ = try await ikd.documents().sync()
    }
}
