import IkdCore
import SwiftUI

/// The form of an application. Each change is kept at once; what is not a value yet stays as it was typed.
@MainActor
final class ApplicationFormModel: ScreenModel {
    /// A field as it is shown.
    struct Line: Equatable {
        let field: DefinitionField
        let value: String
        let isLocked: Bool
        let fault: String?
        /// Warnings and notes.
        let advice: [Problem]
    }

    /// A list to choose from: options of a code, or the regions inside one another.
    struct Choosing: Equatable {
        let field: DefinitionField
        var options: [Option] = []
        var above: [String] = []
    }

    struct Option: Equatable {
        let value: String
        let name: String
    }

    let id: String
    @Published private(set) var contents: ApplicationContents?
    @Published private(set) var choosing: Choosing?
    @Published var search = "" { didSet { if search != oldValue { sayNothingFound() } } }
    /// How many faults the last touch of the button found, and where the first is.
    @Published private(set) var faultCount = 0
    @Published private(set) var fault: Fault?
    @Published private var typed: [String: String] = [:]
    /// Why what was typed is not a value.
    @Published private var refused: [String: Problem] = [:]
    /// Fields whose faults are shown: those that the person left.
    @Published private var left: Set<String> = []
    @Published private var showsAll = false
    private var unsaved: [(field: String, text: String)] = []
    private var saving: Task<Void, Never>?
    private let start: String?
    private let go: @MainActor (Place) -> Void

    /// The form of this application, at this field.
    init(_ app: AppModel, _ id: String, at field: String?, go: @escaping @MainActor (Place) -> Void) {
        (self.id, start, self.go) = (id, field, go)
        super.init(app)
    }

    func load() async {
        guard contents == nil else { return }
        await attempt { try await self.read() }
        guard let start else { return }
        showsAll = true
        fault = Fault(place: start)
    }

    private func read() async throws {
        let id = id
        contents = try await call { try $0.applications().open(id: id) }
    }

    /// The sections with fields that are shown now.
    var sections: [(section: DefinitionSection, lines: [Line])] {
        guard let contents else { return [] }
        let visible = Set(contents.visible)
        return contents.definition.sections.compactMap { section in
            let fields = section.fields.filter { visible.contains($0.key) }
            return fields.isEmpty ? nil : (section, fields.map { line($0, contents) })
        }
    }

    private func line(_ field: DefinitionField, _ contents: ApplicationContents) -> Line {
        let key = field.key
        let problems = contents.problems.filter { $0.field == key }
        let fault = refused[key] ?? problems.first { $0.severity == .fault }
        let isShown = left.contains(key) || showsAll
        let isLocked = contents.locked.contains(key) || !contents.editable || field.kind == .address
        return Line(
            field: field, value: isLocked ? answer(key) : value(key), isLocked: isLocked,
            fault: isShown ? fault.map { texts($0.text) } : nil,
            advice: problems.filter { $0.severity != .fault })
    }

    private func answer(_ key: String) -> String { contents?.answers.first { $0.field == key }?.text ?? "" }

    /// What stands in the field.
    func value(_ key: String) -> String { typed[key] ?? answer(key) }

    var members: [MemberChoice] { contents?.members ?? [] }

    /// A correction: the officer marked what can be changed.
    var isCorrection: Bool { contents?.application.kind == .correct }

    var hasPapers: Bool { contents?.asked.isEmpty == false }

    // MARK: Answers

    func type(_ text: String, into key: String) {
        guard value(key) != text else { return }
        typed[key] = text
        refused[key] = nil
        unsaved.removeAll { $0.field == key }
        unsaved.append((key, text))
        save()
    }

    func choose(_ value: String, for key: String) {
        type(value, into: key)
        leave(key)
    }

    /// The person left this field: what is wrong with it is shown and said.
    func leave(_ key: String) {
        guard typed[key] != nil, !left.contains(key) else { return }
        let before = words
        left.insert(key)
        sayNew(since: before)
    }

    /// Saves in order what was typed. Of changes of a field that follow each other fast, the last is.
    private func save() {
        guard saving == nil else { return }
        saving = Task {
            await attempt {
                let before = words
                while !unsaved.isEmpty {
                    let (field, text) = unsaved.removeFirst()
                    try await set(field, text)
                }
                try await read()
                sayNew(since: before)
            }
            saving = nil
            if !unsaved.isEmpty { save() }
        }
    }

    private func set(_ field: String, _ text: String) async throws {
        let id = id
        do {
            try await call { try $0.applications().setAnswer(id: id, field: field, text: text) }
        } catch IkdError.InvalidAnswers(_, let problems) {
            // Unless it was changed since.
            if value(field) == text { refused[field] = problems.first }
        }
    }

    private func saved() async {
        while let saving { await saving.value }
    }

    private var lines: [Line] { sections.flatMap(\.lines) }
    /// What stands at the fields: faults and warnings. Notes wait until a screen reader comes by.
    private var words: [String: [String]] {
        lines.reduce(into: [:]) { words, line in
            let warnings = line.advice.filter { $0.severity == .warning }
            words[line.field.key] = [line.fault].compactMap { $0 } + warnings.map { texts($0.text) }
        }
    }

    private func sayNew(since before: [String: [String]]) {
        let now = words
        for line in lines {
            let old = before[line.field.key] ?? []
            for new in now[line.field.key] ?? [] where !old.contains(new) { say(new) }
        }
    }

    // MARK: Lists

    /// Opens the list of a field. With few options they stand in the form.
    func openList(_ field: DefinitionField) {
        search = ""
        guard field.kind == .region else {
            let options = field.options.map { Option(value: "\($0.code)", name: texts($0.label)) }
            choosing = Choosing(field: field, options: options)
            return
        }
        run { self.choosing = Choosing(field: field, options: try await self.regions(inside: nil)) }
    }

    private func regions(inside code: String?) async throws -> [Option] {
        try await call { try $0.applications().regions(inside: code) }.map { Option(value: $0.code, name: $0.name) }
    }

    /// One of the list: the answer, or the region whose parts are listed next.
    func pick(_ option: Option) {
        guard let choosing else { return }
        let isLast = choosing.field.kind != .region || choosing.above.count + 1 >= Int(choosing.field.level ?? 3)
        if isLast {
            closeList()
            return choose(option.value, for: choosing.field.key)
        }
        run {
            let inside = try await self.regions(inside: option.value)
            self.search = ""
            self.choosing?.above.append(option.name)
            self.choosing?.options = inside
        }
    }

    func closeList() { choosing = nil }

    private func sayNothingFound() {
        if choosing != nil, !search.isEmpty, found.isEmpty { say(texts(.applicationFormNoMatch)) }
    }

    /// The answer, or a region around it.
    func isChosen(_ option: Option) -> Bool {
        guard let choosing else { return false }
        let value = value(choosing.field.key)
        return value == option.value || choosing.field.kind == .region && value.hasPrefix(option.value + ".")
    }

    /// What the search leaves of the list.
    var found: [Option] {
        let words = search.lowercased().split(separator: " ")
        return (choosing?.options ?? []).filter { option in
            let name = option.name.lowercased()
            return words.allSatisfy { name.contains($0) }
        }
    }

    // MARK: On

    /// Goes on although something is wrong: the review says it again.
    func later() {
        run {
            await self.saved()
            self.goOn()
        }
    }

    private func goOn() { go(hasPapers ? .applicationPapers(id) : .applicationReview(id)) }

    /// To the papers or the review, unless something is wrong.
    func next() {
        guard contents != nil else { return }
        run {
            await self.saved()
            self.showsAll = true
            let wrong = self.lines.filter { $0.fault != nil }
            self.faultCount = wrong.count
            guard let first = wrong.first else {
                self.fault = nil
                return self.goOn()
            }
            self.fault = Fault(place: first.field.key, touches: (self.fault?.touches ?? 0) + 1)
            self.tell(self.texts(.entryFaults, ["count": wrong.count]))
        }
    }
}
