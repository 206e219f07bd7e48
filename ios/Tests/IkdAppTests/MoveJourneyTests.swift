import Foundation
import IkdAppTestSupport
import IkdCore
import SwiftUI
import XCTest

@testable import IkdApp

/// Moves to another address, which want the face, against the running service.
@MainActor
final class MoveJourneyTests: JourneyTestCase, @unchecked Sendable {
    private static let street = "Jl. Melati No. 7"

    func testAMoveWantsTheFaceThenAVisitAndStandsOnTheKtp() async throws {
        let sandbox = try await Shared.sandbox()
        let person = try await Shared.people().withoutParents
        let clock = MovedClock()
        let stand = try await opened(try await Shared.registeredPhone(of: person), clock: clock)
        let form = try await apply(stand, for: "Surat pindah")
        try await fillIn(stand, home: "Rumah sendiri atau keluarga")
        try await stand.toPapers()
        try await photograph(stand, "Kartu keluarga")
        try await stand.press(.applicationFormToReview)

        try await stand.see(.applicationReview)
        try await stand.read(.applicationReviewFace)
        // The PIN that opened the app is too old for sending.
        clock.move(seconds: 130)
        try await declare(stand)
        try await takeSelfie(stand)
        try await stand.see(.applicationPin)
        let early = try await sandbox.waitingFaceChecks(of: person)
        XCTAssertEqual(early.count, 1, "the service has the face before the application")
        try await stand.pin(Phone.pin, then: .applicationReviewSend)
        try await stand.see(.application)
        try await reach(.received, stand)
        let model = try Stand.kept(ApplicationModel.self, in: stand)
        XCTAssertTrue(model.application?.history.contains { $0.state == .queued } == true)
        try await stand.read(.applicationStatusReceipt)

        try await visit(stand, sandbox, form.id)
        try await sandbox.officerDecides(faceCheck: try XCTUnwrap(early.first), "accept")
        try await sandbox.officerIssues(application: form.id)
        try await again(stand)
        try await reach(.issued, stand)
        try await stand.press(.applicationStatusDocuments)
        try await theKtpHasTheAddress(stand)
    }

    /// The officer wants to see the person: it stands on the home, and where and when at the application.
    private func visit(_ stand: Stand, _ sandbox: Sandbox, _ id: String) async throws {
        try await sandbox.officerReviews(application: id)
        try await sandbox.officerAsksForVisit(
            application: id, place: "Disdukcapil Contoh, loket 2", days: 7, bring: "KTP dan KK asli")
        try await again(stand)
        try await reach(.visitNeeded, stand)
        guard
            case .visitNeeded(_, let until?, _)? = try Stand.kept(ApplicationModel.self, in: stand).application?.state
        else { return XCTFail("no visit") }
        let day = stand.model.texts.longDay(until)
        let facts = [
            (TextKey.applicationStatusPlace, "Disdukcapil Contoh, loket 2"), (.applicationStatusUntil, day),
            (.applicationStatusBring, "KTP dan KK asli"),
        ]
        for (label, fact) in facts {
            let heard = stand.running.find("\(stand.texts(label)), \(fact)")
            XCTAssertNotNil(heard, "one thing for a screen reader: \(fact)")
        }
        try await stand.press(.commonBack)
        try await stand.see(.services)
        try await stand.press(.commonBack)
        try await stand.see(.home)
        try await stand.press(.noticeVisit, ["title": "Surat pindah", "until": day])
        try await stand.see(.application)
    }

    func testOnlyWhatTheOfficerMarkedIsCorrectedAndSentAgain() async throws {
        let sandbox = try await Shared.sandbox()
        let person = try await Shared.people().withoutMother
        let stand = try await opened(try await Shared.registeredPhone(of: person))
        let form = try await apply(stand, for: "Surat pindah")
        try await fillIn(stand, home: "Menumpang")
        try await stand.toPapers()
        try await photograph(stand, "Kartu keluarga")
        try await stand.photographPaper("Surat tidak keberatan dari pemilik rumah")
        try await stand.press(.applicationPapersAccept)
        try await stand.press(.applicationFormToReview)
        try await declare(stand)
        try await takeSelfie(stand)
        try await stand.see(.application)
        try await reach(.received, stand)
        for check in try await sandbox.waitingFaceChecks(of: person) {
            try await sandbox.officerDecides(faceCheck: check, "accept")
        }

        let marks = [
            Sandbox.Mark.field("tujuan_rt", "mismatch-paper", note: "Di surat tertulis RT 005."),
            .paper("surat-pemilik-rumah", "unreadable"),
        ]
        try await sandbox.officerMarks(marks, of: form.id)
        try await again(stand)
        try await reach(.correct, stand)
        let marked = [
            "RT, \(stand.texts(.reasonMismatchPaper))\nDi surat tertulis RT 005.",
            "Surat tidak keberatan dari pemilik rumah, \(stand.texts(.reasonUnreadable))",
        ]
        let reasons = Set(stand.running.heard.map(\.spoken)).filter {
            $0.hasSuffix(stand.texts(.reasonUnreadable)) || $0.contains("\(stand.texts(.reasonMismatchPaper))\n")
        }
        XCTAssertTrue(reasons.isSuperset(of: marked), "\(reasons)")
        try await mend(stand)
        try await reach(.received, stand)

        let received = try await sandbox.officerReads(application: form.id)
        XCTAssertEqual(received.revision, 2)
        XCTAssertEqual(received.fields.first { $0.key == "tujuan_rt" }?.answer, "5")
        XCTAssertEqual(received.papers.first { $0.kind == "surat-pemilik-rumah" }?.pages, 2)
        try await sandbox.officerCarriesOut(application: form.id)
        try await again(stand)
        try await reach(.issued, stand)
        try await stand.press(.applicationStatusDocuments)
        try await theKtpHasTheAddress(stand)
    }

    /// Corrects the field and the paper, and sends them. Nothing else is open.
    private func mend(_ stand: Stand) async throws {
        try await stand.press(.applicationStatusFix)
        try await stand.see(.applicationForm)
        try await stand.read(.applicationFormMarked)
        XCTAssertEqual(stand.running.heard.filter { $0.type != nil }.map(\.spoken), ["RT"])
        let buttons = stand.running.heard.filter { $0.press != nil }.map(\.spoken)
        XCTAssertEqual(buttons, [TextKey.commonBack, .applicationFormToPapers].map { stand.texts($0) })
        try await stand.type("5", into: "RT")
        try await stand.toPapers()
        let shutters = [TextKey.applicationPapersTake, .applicationPapersAdd].map { stand.texts($0) }
        func open() -> [String] {
            stand.running.heard.filter { node in
                node.press != nil && shutters.contains { node.spoken.hasPrefix($0) }
            }
            .map(\.spoken)
        }
        try await stand.wait("the papers") { !open().isEmpty }
        let owner = "Surat tidak keberatan dari pemilik rumah"
        XCTAssertEqual(open(), ["\(stand.texts(.applicationPapersAdd)), \(owner)"])
        try await stand.press("\(stand.texts(.applicationPapersAdd)), \(owner)")
        try await stand.shootPaper()
        try await stand.press(.applicationPapersAccept)
        try await stand.read(.applicationPapersPage, ["number": 2])
        try await stand.press(.applicationFormToReview)
        // The face was shown for this application already.
        try await send(stand)
    }

    // MARK: Parts

    /// Within the regency, where the KTP changes without an arrival elsewhere.
    private func fillIn(_ stand: Stand, home: String) async throws {
        try await stand.type(Self.street, into: "Jalan dan nomor rumah")
        try await stand.type("4", into: "RT")
        try await stand.type("2", into: "RW")
        try await pick(stand, try district(stand), for: "Kecamatan")
        try await stand.type("Suka Misal", into: "Desa atau kelurahan")
        try await stand.type("99900", into: "Kode pos")
        try await stand.type(yesterday(stand), into: "Rencana tanggal pindah")
        try await stand.press(home)
        try await pick(stand, ["Pekerjaan"], for: "Alasan pindah")
        try await stand.press("Tidak ada anggota yang ditinggal")
        // The same words stand in two lists; the last is of who moves.
        try await stand.press("Nomor KK tetap")
    }

    /// Province, regency and a district of the regency where the person lives, as the lists name them.
    private func district(_ stand: Stand) throws -> [String] {
        let codes = [
            "KABUPATEN CONTOH": "99.01", "KABUPATEN UMPAMA": "99.02", "KOTA CONTOH": "99.71", "KOTA IBARAT": "99.72",
        ]
        guard case .ktp(let ktp)? = try stand.model.ikd.documents().card()?.body else {
            throw Stand.Lost(description: "no KTP")
        }
        let regency = try XCTUnwrap(codes[ktp.address.regency])
        return try regionNames(code: "\(regency).01")
    }

    private func theKtpHasTheAddress(_ stand: Stand) async throws {
        try await stand.see(.documents)
        try await stand.wait("the changed KTP") {
            guard case .ktp(let ktp)? = try stand.model.ikd.documents().card()?.body else { return false }
            return ktp.address.street == Self.street.uppercased()
        }
        try await stand.press(.homeTitle)
        try await stand.press(.homeKtpAll)
        try await stand.see(.ktp)
        try await stand.wait("the new address") { stand.running.texts.contains(Self.street.uppercased()) }
    }
}
