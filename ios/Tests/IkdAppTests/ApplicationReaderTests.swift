import IkdAppTestSupport
import IkdCore
import SwiftUI
import XCTest

@testable import IkdApp

/// What a person hears who applies for a service with a screen reader.
@MainActor
final class ApplicationReaderTests: XCTestCase, @unchecked Sendable {
    private func at(
        _ id: ScreenId, _ answers: Answers = Examples.unlocked(), size: DynamicTypeSize = .large
    ) async throws -> Stand {
        let stand = Stand(
            size: size, photograph: Examples.jpeg, paper: { _ in FakePaper(noHandle: .init()) },
            open: { FakeIkd(answers) })
        try await id.apply(stand, answers)
        try await stand.see(id)
        return stand
    }

    private func focused(_ stand: Stand) -> [Node] { stand.running.heard.filter { $0.traits.contains("focus") } }

    func testAPageIsNotCalledByAnotherNameWhileItIsRead() async throws {
        let newer = Texts()(.servicesUpdate)
        let places = [(ScreenId.applicationForm, Examples.unlocked()), (.application, Examples.applied(.received))]
        for (id, answers) in places {
            let stand = try await at(id, answers)
            let titles = stand.running.heard.filter { $0.traits.contains("header") }.map(\.spoken)
            XCTAssertFalse(titles.isEmpty || titles.contains(newer), "\(id): \(titles)")
        }
    }

    func testAChoiceAndATimeSayWhatIsWrongWhereTheReaderIsLed() async throws {
        for (field, label) in [("code", "Jenis"), ("codes", "Golongan"), ("time", "Pukul, Jam")] {
            let answers = Examples.unlocked()
            answers.office.problems = [answers.office.problem(field, .fault, "Isi ini.")]
            let stand = try await at(.applicationForm, answers)
            try await stand.press(.applicationFormToPapers)
            try await stand.wait("the reader at \(label)") {
                focused(stand).contains { node in
                    node.spoken == label && (node.value == "Isi ini." || node.hint?.hasPrefix("Isi ini.") == true)
                }
            }
        }
    }

    func testALongListSaysWhatIsChosenAndCanBeClosedBeforeItIsHeard() async throws {
        let answers = Examples.unlocked()
        answers.office.answers += [Answer(field: "codes", text: "2"), Answer(field: "region", text: "32.01")]
        let stand = try await at(.applicationForm, answers)
        try await stand.press(stand.texts(.applicationFormChosen, ["label": "Golongan", "value": "AB"]))
        try await stand.see(.applicationOptions)
        func chosen() -> [String] {
            stand.running.heard.filter { $0.press != nil && $0.traits.contains("selected") }.map(\.spoken)
                .filter { ["A", "B", "AB", "O", "Jawa Barat", "Contoh"].contains($0) }
        }
        XCTAssertEqual(chosen(), ["AB"])
        let heard = stand.running.heard.map(\.spoken)
        let (closer, first) = (heard.lastIndex(of: stand.texts(.commonClose)), heard.lastIndex(of: "A"))
        XCTAssertLessThan(try XCTUnwrap(closer), try XCTUnwrap(first))
        try await stand.type("zz", into: .applicationFormSearch)
        try await stand.wait("the words") {
            stand.shell.announced.contains(stand.texts(.applicationFormNoMatch))
        }
        try await stand.press(.commonClose)
        let region = try XCTUnwrap(stand.running.heard.first { $0.press != nil && $0.spoken.hasPrefix("Wilayah: ") })
        region.press?()
        try await stand.wait("the province that is chosen") { chosen() == ["Jawa Barat"] }
        try await stand.press("Jawa Barat")
        try await stand.wait("the reader at what was chosen") {
            focused(stand).contains { $0.kind == "Text" && $0.spoken == "Jawa Barat" }
        }
    }

    func testAWarningIsSaidWhenItArisesAndNotAgain() async throws {
        let answers = Examples.unlocked()
        let stand = try await at(.applicationForm, answers)
        let form = try Stand.kept(ApplicationFormModel.self, in: stand)
        try await stand.wait("the form") { form.contents != nil }
        answers.office.problems = [
            answers.office.problem("int", .warning, "Berat ini jarang."),
            answers.office.problem("int", .note, "Hanya catatan."),
        ]
        let words = ["Berat ini jarang.", "Hanya catatan."]
        func said() -> [String] { stand.shell.announced.filter { words.contains($0) } }
        try await stand.type("9000", into: "Berat")
        try await stand.wait("the warning") { said() == ["Berat ini jarang."] }
        try await stand.type("9001", into: "Berat")
        try await stand.wait("the answer") { answers.office.answered.last == "int=9001" }
        try await stand.toPapers()
        XCTAssertEqual(said(), ["Berat ini jarang."])
    }

    func testPartsWithTheSameWordsAreToldApart() async throws {
        let stand = try await at(.applicationForm)
        try await stand.wait("the form") { stand.running.find("Jenis") != nil }
        let groups = stand.running.heard.filter { $0.kind == "Element" && $0.press == nil }
        func group(_ label: String) -> Node? { groups.first { $0.label == label } }
        XCTAssertTrue(group("Isian")?.heard.contains { $0.spoken == "Nama" } == true)
        let options = group("Jenis")?.heard.filter { $0.press != nil }.map(\.spoken)
        XCTAssertEqual(options, ["Rumah", "Kantor"])

        try await stand.toPapers()
        let paper = Examples.both("Surat pemeriksaan").id
        try await stand.photographPaper(paper)
        try await stand.press(.applicationPapersAccept)
        try await stand.see(.applicationPapers)
        let add = "\(stand.texts(.applicationPapersAdd)), \(paper)"
        try await stand.wait("the next page") { stand.running.find(add) != nil }
        let delete = "\(stand.texts(.applicationPapersDelete, ["number": 1])), \(paper)"
        XCTAssertNotNil(stand.running.find(delete))
        let name = stand.texts(.applicationPapersPageOf, ["paper": paper, "number": 1])
        try await stand.wait("the page, once") {
            let heard = stand.running.heard
            return heard.filter { $0.spoken == name }.map(\.kind) == ["Image"]
                && !heard.contains { $0.spoken == stand.texts(.applicationPapersPage, ["number": 1]) }
        }
    }

    func testWhatIsMissingInTheReviewHasTheReader() async throws {
        let stand = try await at(.applicationReview)
        try await stand.wait("the review") { stand.running.find(stand.texts(.applicationReviewDeclare)) != nil }
        try await stand.press(.applicationReviewSend)
        try await stand.wait("the reader at the declaration") {
            focused(stand).contains { $0.kind == "Toggle" && $0.hint == stand.texts(.termsMissing) }
        }
        let answers = Examples.unlocked()
        answers.office.reviewProblems = [answers.office.problem("date", .fault, "Terlalu lama.")]
        let faulty = try await at(.applicationReview, answers)
        try await faulty.read(.applicationReviewFaults)
        try await faulty.press(.applicationReviewSend)
        try await faulty.wait("the reader at the faults") {
            focused(faulty).map(\.spoken).contains(faulty.texts(.applicationReviewFaults))
        }
    }

    func testNumbersAreSpokenDigitByDigit() async throws {
        let answers = Examples.unlocked()
        answers.office.answers.append(Answer(field: "nik", text: "9971011708850001"))
        answers.office.locked.append("nik")
        let digits = "9971011708850001".map(String.init).joined(separator: ", ")
        let stand = try await at(.applicationForm, answers)
        try await stand.wait("the number in the form") {
            stand.running.heard.contains { $0.spoken.hasPrefix("NIK saksi, \(digits)") }
        }
        try await stand.toReview()
        try await stand.wait("the number in the review") { stand.running.find("NIK saksi, \(digits)") != nil }
    }

    func testInLargeLettersNothingStandsBesideAnEntryOrAPage() async throws {
        let form = try await at(.applicationForm, size: .accessibility3)
        try await form.wait("the time") { form.running.find("Pukul, Jam") != nil }
        func rows(_ stand: Stand, _ isPart: (Node) -> Bool) -> Int {
            stand.running.all.filter { $0.kind == "HStack" }.map { $0.all.filter(isPart).count }.max() ?? 0
        }
        XCTAssertLessThanOrEqual(rows(form) { $0.type != nil }, 1)
        try await form.toPapers()
        try await form.photographPaper(Examples.both("Surat pemeriksaan").id)
        try await form.press(.applicationPapersAccept)
        try await form.see(.applicationPapers)
        try await form.wait("the page") { form.running.heard.contains { $0.kind == "Image" } }
        XCTAssertEqual(rows(form) { $0.kind == "Image" && !$0.hidden }, 0)
    }
}
