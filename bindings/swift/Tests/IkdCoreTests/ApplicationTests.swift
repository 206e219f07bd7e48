import Foundation
import IkdCore
import IkdTestSupport
import XCTest

/// Applying for a service: filled in and queued without network, sent once, and carried out by the officer.
final class ApplicationTests: XCTestCase {
    private let service = "golongan-darah"
    private let letter = "surat-golongan-darah"

    func testServicesAndFormsNeedNeitherThePINNorANetwork() async throws {
        let applications = try await Shared.registeredPhone().open().applications()
        let services = try applications.services()
        XCTAssertEqual(services.count, 8)
        XCTAssertEqual(services.filter(\.quiet).map(\.id), ["kematian"])
        XCTAssertTrue(try applications.form(service: "surat-pindah").needsFaceCheck)
        let locked = await thrown { _ = try applications.start(service: self.service) }
        XCTAssertEqual((locked as? IkdError)?.code, .locked)
    }

    func testAWrongAnswerSaysWhyAtItsFieldAndTheOneBeforeIsRemoved() async throws {
        let ikd = try await Shared.registeredPhone().open()
        try await ikd.lock().unlock(pin: Phone.pin)
        let applications = try ikd.applications()
        let draft = try applications.start(service: service)
        try applications.setAnswer(id: draft, field: "surat_tanggal", text: "02-01-2026")
        let wrong = await thrown {
            try applications.setAnswer(id: draft, field: "surat_tanggal", text: "31-02-2026")
        }
        guard case .InvalidAnswers(code: .answersInvalid, let problems) = wrong as? IkdError else {
            return XCTFail("\(String(describing: wrong))")
        }
        XCTAssertEqual(problems.map(\.field), ["surat_tanggal"])
        XCTAssertEqual(problems.map(\.check), ["date-no-such-day"])
        XCTAssertNil(try answer("surat_tanggal", of: draft, in: applications))
        try applications.discard(id: draft)
        XCTAssertTrue(try applications.list().isEmpty)
    }

    func testAnApplicationIsQueuedSentWithTheVaultLockedCorrectedAndIssued() async throws {
        let sandbox = try await Shared.sandbox()
        let ikd = try await Shared.registeredPhone().open()
        try await ikd.lock().unlock(pin: Phone.pin)
        let applications = try ikd.applications()
        let application = try applications.start(service: service)
        try fillIn(application, in: applications, photograph: sandbox.photograph)
        XCTAssertTrue(try applications.review(id: application).canQueue)
        try applications.queue(id: application)
        try applications.cancelQueued(id: application)
        XCTAssertEqual(try kind(of: application, in: applications), .draft)
        try applications.queue(id: application)

        let second = try applications.start(service: service)
        try fillIn(second, in: applications, photograph: sandbox.photograph)
        let twice = await thrown { try applications.queue(id: second) }
        XCTAssertEqual(
            twice as? IkdError, .AlreadyOpen(code: .applicationOpen, application: application))
        try applications.discard(id: second)

        try ikd.lock().lock()
        let report = try await applications.sendQueued(metered: false)
        XCTAssertEqual(report.sent, [application])
        try await ikd.lock().unlock(pin: Phone.pin)
        XCTAssertEqual(try kind(of: application, in: applications), .received)

        try await sandbox.officerMarks(field: "surat_nomor", of: application)
        let marked = try await applications.refresh()
        XCTAssertEqual(marked.changed, [application])
        try applications.correct(id: application)
        XCTAssertFalse(try applications.open(id: application).locked.contains("surat_nomor"))
        try applications.setAnswer(id: application, field: "surat_nomor", text: "GD/8")
        try applications.queue(id: application)
        let again = try await applications.send(id: application)
        XCTAssertEqual(again.sent, [application])

        try await sandbox.officerCarriesOut(application: application)
        let done = try await applications.refresh()
        XCTAssertTrue(done.syncDocuments)
        _ = try await ikd.documents().sync()
        guard case .issued(let documents, _) = try applications.open(id: application).application.state else {
            return XCTFail("not issued")
        }
        XCTAssertGreaterThan(try ikd.documents().open(id: documents[0]).version, 1)
    }

    /// Every answer and paper of the change of blood type, to another one than is recorded.
    private func fillIn(_ application: String, in applications: Applications, photograph: URL) throws {
        let recorded = try answer("golongan_semula", of: application, in: applications)
        let answers = [
            Answer(field: "golongan_baru", text: recorded == "1" ? "2" : "1"),
            Answer(field: "surat_nomor", text: "GD/7"),
            Answer(field: "surat_tanggal", text: "02-01-2026"),
            Answer(field: "surat_penerbit", text: "PMI"),
        ]
        try applications.setAnswers(id: application, answers: answers)
        let paper = try Paper.of(photograph: try Data(contentsOf: photograph))
        try applications.attach(id: application, kind: letter, page: 1, paper: paper)
    }

    private func answer(_ field: String, of application: String, in applications: Applications) throws -> String? {
        try applications.open(id: application).answers.first { $0.field == field }?.text
    }

    private func kind(of application: String, in applications: Applications) throws -> StateKind {
        try applications.open(id: application).application.kind
    }
}
