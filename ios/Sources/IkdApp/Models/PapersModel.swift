import Foundation
import IkdCore
import IkdShell
import SwiftUI

/// Photographs of the papers that a form asks for. They are in the vault only, never in a file of the app.
@MainActor
final class PapersModel: ScreenModel {
    /// A paper that is asked for, with its pages.
    struct Card: Equatable {
        let paper: DefinitionAttachment
        let pages: [UInt8]
        /// Can be photographed: in a correction only what was marked.
        let isOpen: Bool
        let fault: String?
        let advice: [Problem]

        /// The page that the next photograph becomes.
        var nextPage: UInt8? { (1...max(paper.pages, 1)).first { !pages.contains($0) } }
    }

    /// A photograph before it is kept.
    struct Taken: Sendable {
        let paper: Paper
        let preview: Data
        let advice: [PaperAdvice]
    }

    /// What the camera is open for.
    struct Shooting: Equatable {
        let paper: DefinitionAttachment
        let page: UInt8
    }

    let id: String
    @Published private(set) var contents: ApplicationContents?
    @Published private(set) var shooting: Shooting?
    @Published private(set) var taken: Taken?
    @Published private(set) var problem: CameraProblem?
    /// Small pictures by paper and page.
    @Published private(set) var pictures: [String: UIImage] = [:]
    private let go: @MainActor (Place) -> Void
    nonisolated private static let thumbnail: CGFloat = 240
    nonisolated private static let preview: UInt32 = 1200

    init(_ app: AppModel, _ id: String, go: @escaping @MainActor (Place) -> Void) {
        (self.id, self.go) = (id, go)
        super.init(app)
    }

    func load() async { await attempt { try await self.read() } }

    private func read() async throws {
        let id = id
        let contents = try await call { try $0.applications().open(id: id) }
        self.contents = contents
        for held in contents.papers where pictures[Self.key(held.kind, held.page)] == nil {
            let jpeg = try await call { try $0.applications().paper(id: id, kind: held.kind, page: held.page) }
            pictures[Self.key(held.kind, held.page)] = try await away { Self.small(jpeg) }
        }
    }

    /// Whole photographs of every page would be too much for the memory of an old phone.
    nonisolated private static func small(_ jpeg: Data) -> UIImage? {
        guard let whole = UIImage(data: jpeg) else { return nil }
        let edge = max(whole.size.width, whole.size.height, 1)
        let scale = min(1, thumbnail / edge)
        return whole.preparingThumbnail(
            of: CGSize(width: whole.size.width * scale, height: whole.size.height * scale))
    }

    private static func key(_ kind: String, _ page: UInt8) -> String { "\(kind)/\(page)" }

    func picture(_ card: Card, _ page: UInt8) -> UIImage? { pictures[Self.key(card.paper.kind, page)] }

    var cards: [Card] {
        guard let contents else { return [] }
        return contents.definition.attachments.filter { contents.asked.contains($0.kind) }.map { paper in
            let problems = contents.problems.filter { $0.attachment == paper.kind }
            let fault = problems.first { $0.severity == .fault }
            return Card(
                paper: paper, pages: contents.papers.filter { $0.kind == paper.kind }.map(\.page).sorted(),
                isOpen: contents.openPapers.contains(paper.kind), fault: fault.map { texts($0.text) },
                advice: problems.filter { $0.severity != .fault })
        }
    }

    /// Who need this paper: everybody, one of a group, or whoever has it.
    func need(_ card: Card) -> String {
        if card.paper.required { return texts(.applicationPapersRequired) }
        return texts(card.paper.group == nil ? .applicationPapersOptional : .applicationPapersOneOf)
    }

    // MARK: Photographs

    func shoot(_ card: Card) {
        guard let page = card.nextPage else { return }
        (failure, taken, problem) = (nil, nil, nil)
        shooting = Shooting(paper: card.paper, page: page)
    }

    /// Runs the camera until the task ends.
    func watch() async {
        guard shooting != nil, taken == nil, let camera = app.shell?.camera else { return }
        problem = nil
        do {
            try await camera.start(.paper)
            while !Task.isCancelled, taken == nil { await pause(milliseconds: 100) }
        } catch {
            problem = error as? CameraProblem ?? .failed
        }
        camera.stop()
    }

    func take() {
        guard let camera = app.shell?.camera else { return }
        run {
            do {
                try await self.make(try await camera.photograph())
            } catch let problem as CameraProblem {
                self.problem = problem
            }
        }
    }

    /// Takes a photograph of the gallery.
    func pick(_ card: Card) {
        guard let page = card.nextPage else { return }
        let shooting = Shooting(paper: card.paper, page: page)
        run {
            guard let shell = self.app.shell, let photograph = await shell.pickPaper() else { return }
            self.shooting = shooting
            do {
                try await self.make(photograph)
            } catch {
                self.shooting = nil
                throw error
            }
        }
    }

    private func make(_ photograph: Data) async throws {
        let make = app.makePaper
        let taken = try await away {
            let paper = try make(photograph)
            let advice = try paper.details().advice
            return Taken(paper: paper, preview: try paper.preview(maxEdge: Self.preview), advice: advice)
        }
        self.taken = taken
        app.shell?.feel(.done)
        if let shooting { say(texts(shooting.paper.question)) }
        taken.advice.forEach { say(texts($0.text)) }
    }

    func takeAgain() { (taken, failure) = (nil, nil) }

    /// This is the paper: it becomes a page of the application.
    func accept() {
        guard let shooting, let taken else { return }
        run {
            let id = self.id
            try await self.call {
                try $0.applications().attach(
                    id: id, kind: shooting.paper.kind, page: shooting.page, paper: taken.paper)
            }
            (self.shooting, self.taken) = (nil, nil)
            self.pictures[Self.key(shooting.paper.kind, shooting.page)] = nil
            try await self.read()
        }
    }

    func delete(_ card: Card, _ page: UInt8) {
        run {
            let (id, kind) = (self.id, card.paper.kind)
            try await self.call { try $0.applications().detach(id: id, kind: kind, page: page) }
            self.pictures[Self.key(kind, page)] = nil
            try await self.read()
        }
    }

    /// From the photograph to the camera, from there to the papers; false if it was there.
    func back() -> Bool {
        if taken != nil {
            takeAgain()
        } else if shooting != nil {
            (shooting, failure, problem) = (nil, nil, nil)
        } else {
            return false
        }
        return true
    }

    func next() { go(.applicationReview(id)) }
}
