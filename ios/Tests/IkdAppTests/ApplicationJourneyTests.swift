import Foundation
import IkdAppTestSupport
import IkdCore
import SwiftUI
import XCTest

@testable import IkdApp

/// A change of the blood type from the home to the changed KTP, against the running service.
@MainActor
final class ApplicationJourneyTests: JourneyTestCase, @unchecked Sendable {
    func testABloodTypeIsChangedFromTheFormToTheDocument() async throws {
        let sandbox = try await Shared.sandbox()
        let stand = try await opened()
        try await stand.press(.servicesTitle)
        try await stand.see(.services)
        try await stand.press("Perubahan golongan darah")
        try await stand.see(.service)
        try await stand.press(.serviceStart)
        try await stand.see(.applicationForm)
        let form = try Stand.kept(ApplicationFormModel.self, in: stand)
        try await stand.wait("the form") { form.contents != nil }
        let id = form.id
        let blood = try fresh(form)

        // Without the answers it does not go on.
        try await stand.press(.applicationFormToPapers)
        try await stand.wait("the first fault") {
            stand.running.update()
            return stand.running.scrolledTo == "golongan_baru"
        }
        try await fillIn(stand, blood)
        try await photograph(stand)
        try await stand.press(.applicationFormToReview)
        try await stand.see(.applicationReview)
        try await send(stand)
        try await reach(.received, stand)
        try await stand.read(.applicationStatusReceipt)

        try await sandbox.officerMarks(field: "surat_nomor", of: id)
        try await again(stand)
        try await reach(.correct, stand)
        try await stand.read(.reasonIncomplete)
        try await stand.press(.applicationStatusFix)
        try await stand.see(.applicationForm)
        try await stand.type("LAB/2026/13", into: "Nomor surat")
        XCTAssertEqual(stand.running.heard.filter { $0.type != nil }.count, 1, "nothing else is open")
        try await stand.toReview()
        try await send(stand)
        try await reach(.received, stand)

        try await sandbox.officerCarriesOut(application: id)
        try await again(stand)
        try await reach(.issued, stand)
        try await stand.press(.applicationStatusDocuments)
        try await stand.see(.documents)
        try await stand.wait("the changed KTP") {
            guard case .ktp(let ktp)? = try stand.model.ikd.documents().card()?.body else { return false }
            return stand.texts(ktp.blood.text) == blood.name
        }
        try await stand.press(.homeTitle)
        try await stand.press(.homeKtpAll)
        try await stand.see(.ktp)
        try await stand.wait("the new blood type") { stand.running.texts.contains(blood.name) }
    }

    /// A blood type that is not the recorded one, as the form calls it.
    private func fresh(_ form: ApplicationFormModel) throws -> (code: String, name: String) {
        let contents = try XCTUnwrap(form.contents)
        let recorded = contents.answers.first { $0.field == "golongan_semula" }?.text
        let field = try XCTUnwrap(
            contents.definition.sections.flatMap(\.fields).first { $0.key == "golongan_baru" })
        let option = try XCTUnwrap(field.options.first { $0.code != 0 && "\($0.code)" != recorded })
        return ("\(option.code)", option.label.id)
    }

    private func fillIn(_ stand: Stand, _ blood: (code: String, name: String)) async throws {
        try await stand.press(stand.listField("Menjadi"))
        try await stand.see(.applicationOptions)
        try await stand.press(blood.name)
        try await stand.type("LAB/2026/12", into: "Nomor surat")
        let yesterday = Date().addingTimeInterval(-86_400).timeIntervalSince1970
        try await stand.type(stand.model.texts.day(UInt64(yesterday)), into: "Tanggal surat")
        try await stand.type("RS Contoh Sehat", into: "Diterbitkan oleh")
    }

    private func photograph(_ stand: Stand) async throws {
        try await stand.toPapers()
        try await stand.photographPaper()
        try await stand.press(.applicationPapersAccept)
        try await stand.see(.applicationPapers)
        try await stand.read(.applicationPapersPage, ["number": 1])
    }

    /// Declares, and gives the PIN if the last one is too long ago.
    private func send(_ stand: Stand) async throws {
        try await stand.read(.applicationReviewStatement)
        try await stand.press(.applicationReviewDeclare)
        try await stand.press(.applicationReviewSend)
        try await stand.wait("the PIN or the application") {
            stand.running.update()
            return stand.visits.last == .applicationPin || stand.visits.last == .application
        }
        if stand.visits.last == .applicationPin { try await stand.pin(Phone.pin, then: .applicationReviewSend) }
        try await stand.see(.application)
    }

    /// Waits for this state. Its name alone may be one of the past.
    private func reach(_ kind: StateKind, _ stand: Stand) async throws {
        try await stand.wait("the state \(kind)") {
            stand.running.update()
            return stand.running.kept(ApplicationModel.self).first?.application?.kind == kind
        }
        try await stand.read(kind.text)
    }

    /// Leaves the application and looks at it again: it asks the service.
    private func again(_ stand: Stand) async throws {
        try await stand.press(.commonBack)
        try await stand.openApplication()
    }
}
