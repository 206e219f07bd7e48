import Foundation
import IkdAppTestSupport
import IkdCore
import XCTest

@testable import IkdApp

/// Steps of an application with the running service.
extension JourneyTestCase {
    /// From the home to the empty form of a service.
    func apply(_ stand: Stand, for service: String) async throws -> ApplicationFormModel {
        try await stand.press(.servicesTitle)
        try await stand.see(.services)
        return try await applyHere(stand, for: service)
    }

    /// From the list of services to the empty form.
    func applyHere(_ stand: Stand, for service: String) async throws -> ApplicationFormModel {
        try await stand.press(service)
        try await stand.see(.service)
        try await stand.press(.serviceStart)
        try await stand.see(.applicationForm)
        let form = try Stand.kept(ApplicationFormModel.self, in: stand)
        try await stand.wait("the form") { form.contents != nil }
        return form
    }

    /// A blood type that is not the recorded one, as the form calls it.
    func newBloodType(_ form: ApplicationFormModel) throws -> String {
        let contents = try XCTUnwrap(form.contents)
        let recorded = contents.answers.first { $0.field == "golongan_semula" }?.text
        let fields = contents.definition.sections.flatMap(\.fields)
        let options = fields.first { $0.key == "golongan_baru" }?.options ?? []
        return try XCTUnwrap(options.first { $0.code != 0 && "\($0.code)" != recorded }).label.id
    }

    /// The form of a change of the blood type.
    func fillIn(_ stand: Stand, blood: String) async throws {
        try await pick(stand, [blood], for: "Menjadi")
        try await stand.type("LAB/2026/12", into: "Nomor surat")
        try await stand.type(yesterday(stand), into: "Tanggal surat")
        try await stand.type("RS Contoh Sehat", into: "Diterbitkan oleh")
    }

    /// One of the list of a field.
    func pick(_ stand: Stand, _ names: [String], for field: String) async throws {
        try await stand.press(stand.listField(field))
        try await stand.see(.applicationOptions)
        for name in names { try await stand.press(name) }
        try await stand.wait("the form") { try Stand.kept(ApplicationFormModel.self, in: stand).choosing == nil }
    }

    /// Photographs this paper. It becomes the first page.
    func photograph(_ stand: Stand, _ paper: String) async throws {
        try await stand.photographPaper(paper)
        try await stand.press(.applicationPapersAccept)
        try await stand.see(.applicationPapers)
        try await stand.read(.applicationPapersPage, ["number": 1])
    }

    /// Declares, and gives the PIN if the last one is too long ago.
    func send(_ stand: Stand) async throws {
        try await declare(stand)
        try await stand.wait("the PIN or the application") {
            stand.running.update()
            return stand.visits.last == .applicationPin || stand.visits.last == .application
        }
        if stand.visits.last == .applicationPin { try await stand.pin(Phone.pin, then: .applicationReviewSend) }
        try await stand.see(.application)
    }

    /// Declares that everything is true, and touches the button.
    func declare(_ stand: Stand) async throws {
        try await stand.see(.applicationReview)
        try await stand.read(.applicationReviewStatement)
        try await stand.press(.applicationReviewDeclare)
        try await stand.press(.applicationReviewSend)
    }

    /// Waits for this state. Its name alone may be one of the past.
    func reach(_ kind: StateKind, _ stand: Stand) async throws {
        try await stand.wait("the state \(kind)") {
            stand.running.update()
            return stand.running.kept(ApplicationModel.self).first?.application?.kind == kind
        }
        try await stand.read(kind.text)
    }

    /// Leaves the application and looks at it again: it asks the service.
    func again(_ stand: Stand) async throws {
        try await stand.press(.commonBack)
        try await stand.openApplication()
    }

    /// The date of yesterday, as it is typed.
    func yesterday(_ stand: Stand) -> String {
        stand.model.texts.day(UInt64(Date().addingTimeInterval(-86_400).timeIntervalSince1970))
    }
}
