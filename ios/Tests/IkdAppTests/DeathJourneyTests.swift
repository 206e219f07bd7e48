import Foundation
import IkdAppTestSupport
import IkdCore
import SwiftUI
import XCTest

@testable import IkdApp

/// A wife of 15 years reports the death of her husband, the head of the family, against the running service.
@MainActor
final class DeathJourneyTests: JourneyTestCase, @unchecked Sendable {
    func testADeathIsReportedInQuietWordsToTheNewFamilyCard() async throws {
        let sandbox = try await Shared.sandbox()
        let people = try await Shared.people()
        let stand = try await opened(try await Shared.registeredPhone(of: people.marriedYoung))
        let form = try await apply(stand, for: "Pencatatan kematian")
        let husband = try XCTUnwrap(form.members.first { $0.nik != people.marriedYoung.nik })
        try await fillIn(stand, husband, people)
        assertQuiet(stand)
        try await stand.toPapers()
        for paper in ["Surat keterangan kematian", "Kartu keluarga"] { try await photograph(stand, paper) }
        try await stand.press(.applicationFormToReview)
        try await stand.see(.applicationReview)
        try await stand.wait("who died") { stand.running.find("Almarhum atau almarhumah, \(husband.name)") != nil }
        assertQuiet(stand)
        try await send(stand)
        try await reach(.received, stand)
        assertQuiet(stand)

        try await sandbox.officerCarriesOut(application: form.id)
        try await again(stand)
        try await reach(.issued, stand)
        let result = "Akta kematian sudah diterbitkan. Kutipannya dapat diambil di Dinas Dukcapil."
        try await stand.wait("what came of it") { stand.running.texts.contains(result) }
        assertQuiet(stand)
        try await stand.press(.applicationStatusDocuments)
        try await stand.see(.documents)
        try await stand.wait("the new family card") {
            stand.running.update()
            return try self.family(stand).map(\.nik) == [people.marriedYoung.nik]
        }
        try await stand.wait("the end of the update") {
            try !Stand.kept(UnlockedModel.self, in: stand).documents.isSyncing
        }
        assertQuiet(stand)
        let widow = try family(stand)[0]
        XCTAssertEqual(widow.relation, .kepalaKeluarga)
        XCTAssertEqual(widow.maritalStatus, .ceraiMati)
        try await stand.press(.homeTitle)
        try await stand.press(.homeFamily)
        try await stand.see(.familyCard)
        XCTAssertFalse(stand.running.texts.contains(husband.name))
    }

    /// Nobody who mourns is shown a check mark.
    private func assertQuiet(_ stand: Stand, line: UInt = #line) {
        let hasMark = stand.running.all.contains { $0.label == Icon.success.rawValue }
        XCTAssertFalse(hasMark, "a check mark at \(stand.visits.last?.rawValue ?? "-")", line: line)
    }

    private func family(_ stand: Stand) throws -> [Member] {
        let documents = try stand.model.ikd.documents()
        let card = try XCTUnwrap(try documents.list().documents.first { $0.kind == .familyCard })
        guard case .familyCard(let card) = try documents.open(id: card.id).body else { return [] }
        return card.members
    }

    /// The one who died, who heads the family from now on, and two witnesses.
    private func fillIn(_ stand: Stand, _ husband: MemberChoice, _ people: People) async throws {
        try await stand.press(husband.name)
        let wife = people.marriedYoung.name
        try await stand.read(.applicationFormLocked)
        try await stand.wait("the new head of the family") {
            stand.running.texts.contains("Kepala keluarga yang baru")
        }
        // The last list of the family is of the new head. Her age is said, and is no fault.
        try await stand.press(wife)
        try await stand.wait("the advice on her age") {
            stand.running.texts.contains { $0.hasPrefix("Kepala keluarga yang baru berumur di bawah 17 tahun.") }
        }
        try await stand.type(yesterday(stand), into: "Tanggal meninggal")
        try await stand.press("Sakit atau usia lanjut")
        let regency = try regionNames(code: "99.71")
        try await pick(stand, regency, for: "Kabupaten atau kota tempat meninggal")
        try await stand.press("Dokter")
        try await stand.press("Surat dokter, rumah sakit, atau kepala desa")
        for (number, witness) in [people.adult, people.longName].enumerated() {
            try await stand.type(witness.name, into: "Nama lengkap", after: 2 + number)
            try await stand.type(witness.nik, into: "NIK", after: 2 + number)
            try await nationality(stand, number)
        }
    }

    /// Of a witness. Every person of the form has this list; those of the parents stay empty.
    private func nationality(_ stand: Stand, _ number: Int) async throws {
        let form = try Stand.kept(ApplicationFormModel.self, in: stand)
        func citizens() -> [Node] { stand.running.heard.filter { $0.press != nil && $0.spoken == "WNI" } }
        try await stand.wait("the lists of citizenship") { citizens().count == 4 }
        citizens()[2 + number].press?()
        try await stand.wait("the answer") { form.value("saksi\(number + 1)_kewarganegaraan") == "1" }
    }
}
