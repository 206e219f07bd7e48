import Foundation
import IkdAppTestSupport
import IkdCore
import IkdShell
import SwiftUI
import XCTest

@testable import IkdApp

/// A phone in the hand of a test: it sees the screen, presses and types. Nothing is called but what a finger reaches.
@MainActor
final class Stand {
    struct Lost: Error, CustomStringConvertible { let description: String }

    let shell: FakeShell
    let model: AppModel
    let running: Running
    private(set) var visits: [ScreenId] = []
    static var allVisits: Set<ScreenId> = []

    init(
        formShape: FormShape = .short, language: Language? = .indonesian, size: DynamicTypeSize = .large,
        photograph: Data? = nil, selfie: @escaping @Sendable () throws -> Selfie = { try Selfie() },
        paper: @escaping @Sendable (Data) throws -> Paper = { try Paper.of(photograph: $0) },
        open: @escaping @Sendable () throws -> Ikd
    ) {
        shell = FakeShell(camera: RecordedCamera(photograph: photograph))
        shell.language = language
        model = AppModel(open: open, formShape: formShape, selfie: selfie, paper: paper)
        var visit: @MainActor @Sendable (ScreenId) -> Void = { _ in }
        let root = RootView(model: model, shell: shell, preview: { _ in AnyView(Rectangle()) })
        final class Box: @unchecked Sendable { var visit: @MainActor @Sendable (ScreenId) -> Void = { _ in } }
        let box = Box()
        visit = { box.visit($0) }
        running = Running(root.environment(\.screenVisits, visit))
        running.environment.dynamicTypeSize = size
        box.visit = { [weak self] in
            self?.visits.append($0)
            Stand.allVisits.insert($0)
        }
    }

    func texts(_ key: TextKey, _ values: [String: Any] = [:]) -> String { model.texts(key, values) }

    /// Waits until it is so.
    func wait(
        _ what: @autoclosure () -> String, seconds: Double = 60, until isSo: () throws -> Bool
    ) async throws {
        let end = Date().addingTimeInterval(seconds)
        while try !isSo() {
            guard Date() < end else {
                throw Lost(description: "waited for \(what()) at \(visits.last?.rawValue ?? "-"):\n\(running.printed)")
            }
            try await Task.sleep(nanoseconds: 10_000_000)
        }
    }

    /// Waits for this screen.
    func see(_ id: ScreenId, seconds: Double = 60) async throws {
        try await wait("the screen \(id)", seconds: seconds) {
            running.update()
            return visits.last == id
        }
    }

    /// Waits for a text, anywhere.
    func read(_ key: TextKey, _ values: [String: Any] = [:]) async throws {
        let text = texts(key, values)
        try await wait("the text \(text)") { running.texts.contains(text) }
    }

    /// Waits for a button with these words, and presses it.
    func press(_ words: String) async throws {
        try await wait("the button \(words)") { button(words) != nil }
        button(words)?.press?()
    }

    func press(_ key: TextKey, _ values: [String: Any] = [:]) async throws { try await press(texts(key, values)) }

    private func button(_ words: String) -> Node? {
        running.heard.last { $0.press != nil && $0.enabled && ($0.spoken == words || $0.spoken.hasPrefix(words + ",")) }
    }

    /// Types into the field with this label.
    func type(_ text: String, into key: TextKey) async throws { try await type(text, into: texts(key)) }

    /// `after` so many others with the same label.
    func type(_ text: String, into label: String, after others: Int = 0) async throws {
        func field() -> Node? { running.heard.filter { $0.type != nil && $0.spoken == label }.dropFirst(others).first }
        try await wait("the field \(label)") { field() != nil }
        field()?.type?(text)
        field()?.actions["submit"]?()
    }

    /// Types digits on the app's own pad, and presses the key that ends them.
    func pin(_ digits: String, then done: TextKey) async throws {
        for digit in digits { try await press("\(digit)") }
        try await press(done)
    }
}
