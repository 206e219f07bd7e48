import IkdAppTestSupport
import IkdCore
import SwiftUI
import XCTest

@testable import IkdApp

/// The form of an application: every type of field, and what is said of answers.
@MainActor
final class ApplicationFormTests: XCTestCase, @unchecked Sendable {
    private func atForm(_ answers: Answers) async throws -> Stand {
        let stand = Stand(photograph: Examples.jpeg, paper: { _ in FakePaper(answers.office.advice) }) {
            FakeIkd(answers)
        }
        try await stand.press(.servicesTitle)
        try await stand.see(.services)
        try await stand.press("Perubahan golongan darah")
        try await stand.press(.serviceStart)
        try await stand.see(.applicationForm)
        return stand
    }

    /// Waits until the library was told this.
    private func told(_ answers: Answers, _ stand: Stand, _ answer: String) async throws {
        try await stand.wait(answer) { answers.office.answered.contains(answer) }
    }

    func testEachTypeOfFieldIsAnswered() async throws {
        let answers = Examples.unlocked()
        let stand = try await atForm(answers)
        let typed = [
            ("NIK saksi", "9971011708850001"), ("Nomor KK", "9971012201080007"), ("Nama", "RATIH"),
            ("Tanggal surat", "03-11-2026"), ("Nomor surat", "LAB/7"), ("Berat", "3100"),
        ]
        for (label, text) in typed { try await stand.type(text, into: label) }
        try await stand.type("7", into: "Pukul, \(stand.texts(.applicationFormHour))")
        try await stand.type("30", into: "Pukul, \(stand.texts(.applicationFormMinute))")
        try await stand.press("Kantor")
        try await stand.press("WAHYU SETYANTORO")
        try await stand.press(.applicationFormYes)
        for answer in [
            "nik=9971011708850001", "kk=9971012201080007", "name=RATIH", "date=03-11-2026", "text=LAB/7", "int=3100",
            "time=7:30", "code=1", "member=9971011708850001", "yesNo=yes",
        ] { try await told(answers, stand, answer) }
        let chosen = stand.running.heard.filter { $0.traits.contains("selected") }.map(\.spoken)
        XCTAssertTrue(chosen.contains("Kantor") && chosen.contains(stand.texts(.applicationFormYes)), "\(chosen)")
    }

    func testALongListIsSearchedAndARegionIsChosenFromTheProvinceDown() async throws {
        let answers = Examples.unlocked()
        let stand = try await atForm(answers)
        try await stand.press(stand.listField("Golongan"))
        try await stand.see(.applicationOptions)
        try await stand.type("zz", into: .applicationFormSearch)
        try await stand.read(.applicationFormNoMatch)
        try await stand.type("ab", into: .applicationFormSearch)
        try await stand.press("AB")
        try await told(answers, stand, "codes=2")
        try await stand.press(stand.listField("Wilayah"))
        try await stand.press("Jawa Barat")
        try await stand.wait("what is above") { stand.running.texts.contains("Jawa Barat") }
        try await stand.press("Kabupaten Bogor")
        try await told(answers, stand, "region=32.01")
        try await stand.wait("the names") {
            stand.running.texts.contains { $0.hasPrefix("Kabupaten Bogor") }
        }
    }

    func testWhatComesFromDocumentsIsOnlyRead() async throws {
        let stand = try await atForm(Examples.unlocked())
        try await stand.read(.applicationFormLocked)
        let row = try XCTUnwrap(stand.running.heard.first { $0.spoken.hasPrefix("Alamat") })
        XCTAssertTrue(row.press == nil && row.type == nil)
        XCTAssertTrue(row.spoken.contains("JL. CONTOH NO. 12"))
    }

    func testAWrongValueStaysAsTypedAndItsFaultStandsAtTheField() async throws {
        let answers = Examples.unlocked()
        let stand = try await atForm(answers)
        try await stand.type("31-02-2026", into: "Tanggal surat")
        try await stand.wait("the fault") {
            stand.running.find("Tanggal surat")?.hint?.contains("Ini bukan isian yang benar.") == true
        }
        XCTAssertEqual(stand.running.find("Tanggal surat")?.typed, "31-02-2026")
        try await stand.wait("the fault spoken") { stand.shell.announced.contains("Ini bukan isian yang benar.") }
        try await stand.press(.applicationFormToPapers)
        try await stand.wait("the field in sight") {
            stand.running.update()
            return stand.running.scrolledTo == "date"
        }
        XCTAssertEqual(stand.visits.last, .applicationForm, "it does not go on")
        try await stand.wait("the reader at the field") {
            stand.running.heard.filter { $0.traits.contains("focus") && $0.type != nil }.map(\.spoken)
                == ["Tanggal surat"]
        }
        try await stand.type("03-11-2026", into: "Tanggal surat")
        try await told(answers, stand, "date=03-11-2026")
        try await stand.wait("no fault") {
            stand.running.find("Tanggal surat")?.hint?.contains("Ini bukan") == false
        }
        try await stand.toPapers()
    }

    func testWhatIsMissingIsSaidOnlyWhenTheButtonIsTouched() async throws {
        let answers = Examples.unlocked()
        answers.office.problems = [answers.office.problem("name", .fault, "Isi nama.")]
        let stand = try await atForm(answers)
        try await stand.read(.applicationFormLocked)
        XCTAssertFalse(stand.running.texts.contains("Isi nama."))
        try await stand.press(.applicationFormToPapers)
        try await stand.wait("the fault") { stand.running.find("Nama")?.hint?.contains("Isi nama.") == true }
        XCTAssertTrue(stand.shell.asked.contains(.feel(.refused)))
        try await stand.press(.applicationFormLater)
        try await stand.see(.applicationPapers)
    }

    func testWarningsAndNotesSayTheirWeightAndDoNotStop() async throws {
        let answers = Examples.unlocked()
        answers.office.problems = [
            answers.office.problem("text", .warning, "Pastikan sama dengan surat."),
            answers.office.problem("int", .note, "Hanya catatan."),
        ]
        let stand = try await atForm(answers)
        try await stand.read(.problemWarning)
        try await stand.read(.problemNote)
        XCTAssertTrue(stand.running.texts.contains("Pastikan sama dengan surat."))
        try await stand.toPapers()
    }

    func testInACorrectionOnlyWhatWasMarkedIsOpen() async throws {
        let answers = Examples.applied(.correct)
        answers.office.locked = Examples.fields.map(\.key).filter { $0 != "date" }
        let stand = Stand(open: { FakeIkd(answers) })
        try await stand.press(.servicesTitle)
        try await stand.openApplication()
        try await stand.press(.applicationStatusFix)
        try await stand.see(.applicationForm)
        try await stand.read(.applicationFormMarked)
        XCTAssertEqual(stand.running.heard.filter { $0.type != nil }.map(\.spoken), ["Tanggal surat"])
        XCTAssertTrue(stand.running.texts.contains(stand.texts(.applicationFormSent)))
        XCTAssertTrue(answers.called.contains("correct(id:)"))
    }

    func testASecondApplicationLeadsToTheOneThatIsOpen() async throws {
        let answers = Examples.unlocked()
        answers.failure = .AlreadyOpen(code: .applicationOpen, application: "1")
        let stand = Stand(open: { FakeIkd(answers) })
        try await stand.press(.servicesTitle)
        try await stand.press("Perubahan golongan darah")
        try await stand.press(.serviceStart)
        try await stand.read(.errorApplicationOpen)
        try await stand.press(.applicationStatusOther)
        try await stand.see(.application)
    }

    func testAServiceThatNeedsANewerAppOffersTheStore() async throws {
        let stand = Stand(open: { FakeIkd(Examples.unlocked()) })
        try await stand.press(.servicesTitle)
        try await stand.press("Surat pindah")
        try await stand.see(.service)
        XCTAssertNil(stand.running.find(stand.texts(.serviceStart)))
        try await stand.press(.updateStore)
        XCTAssertTrue(stand.shell.asked.contains(.store))
    }

    // MARK: Papers

    func testAPaperIsPhotographedLookedAtAndKept() async throws {
        let answers = Examples.unlocked()
        answers.office.advice = [.blurry]
        let stand = try await atForm(answers)
        try await stand.toPapers()
        try await stand.read(.applicationPapersRequired)
        try await stand.photographPaper()
        try await stand.read(.paperAdviceBlurry)
        XCTAssertTrue(stand.running.texts.contains("Apakah ini surat pemeriksaan Anda?"))
        try await stand.press(.applicationPapersAgain)
        try await stand.see(.paperCamera)
        try await stand.press(.applicationPapersShoot)
        try await stand.see(.paperReview)
        try await stand.press(.applicationPapersAccept)
        try await stand.see(.applicationPapers)
        try await stand.read(.applicationPapersPage, ["number": 1])
        XCTAssertEqual(answers.office.papers.map(\.page), [1])
        XCTAssertNil(stand.shell.recordedCamera.running, "the camera is off")

        stand.shell.paper = Examples.jpeg
        try await stand.press(.applicationPapersGallery)
        try await stand.see(.paperReview)
        try await stand.press(.applicationPapersAccept)
        try await stand.read(.applicationPapersPage, ["number": 2])
        XCTAssertNil(stand.running.find(stand.texts(.applicationPapersAdd)), "there are enough pages")
        try await stand.press(.applicationPapersDelete, ["number": 1])
        try await stand.wait("one page") { answers.office.papers.map(\.page) == [2] }
        try await stand.read(.applicationPapersAdd)
    }

    func testWithoutACameraThereIsTheGallery() async throws {
        let stand = try await atForm(Examples.unlocked())
        try await stand.toPapers()
        stand.shell.recordedCamera.problem = .missing
        try await stand.press(.applicationPapersTake)
        try await stand.read(.applicationPapersNoCamera)
        XCTAssertTrue(stand.shell.announced.contains(stand.texts(.applicationPapersNoCamera)))
        try await stand.press(.commonBack)
        try await stand.see(.applicationPapers)
        // Nothing was picked.
        try await stand.press(.applicationPapersGallery)
        try await stand.read(.applicationPapersTake)
        XCTAssertEqual(stand.visits.last, .applicationPapers)
    }
}
