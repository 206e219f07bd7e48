import Foundation
import IkdCore
import IkdShell
import SwiftUI

/// The selfie: live guidance, a photograph by itself or by touch, and a look at it. What is said, when the photograph
/// takes itself and when a person may take it, is decided by the core.
@MainActor
final class SelfieModel: ScreenModel {
    /// What the camera sees; absent before the first frame.
    @Published private(set) var seen: LiveVerdict?
    @Published private(set) var problem: CameraProblem?
    @Published private(set) var portrait: Reviewed?
    /// Whether somebody else takes the photograph with the camera at the back.
    @Published private(set) var usesBack = false
    /// Why the officer's service wants another photograph.
    @Published private(set) var advice: [String] = []
    private var engine: (Selfie)?
    private let purpose: Purpose

    /// What the portrait is for.
    enum Purpose {
        case registration
        /// After a rejection; `leave` leads back to it.
        case correction(leave: @MainActor () -> Void)
        /// To show once more who sends this application; `done` when the service has it.
        case application(id: String, done: @MainActor () -> Void, leave: @MainActor () -> Void)
    }

    /// A finished portrait and what the person sees of it.
    struct Reviewed: Sendable {
        let portrait: Portrait
        let preview: Data
        let isAdvised: Bool
    }

    init(_ app: AppModel, for purpose: Purpose = .registration) {
        self.purpose = purpose
        super.init(app)
    }

    /// The step of a registration.
    var step: Int? {
        if case .application = purpose { nil } else { 2 }
    }

    /// Runs the camera until the task ends or a photograph is taken.
    func watch() async {
        guard portrait == nil, let camera = app.shell?.camera else { return }
        (problem, seen) = (nil, nil)
        do {
            let engine = try await loaded()
            try engine.startFollowing()
            let (verdicts, continuation) = AsyncStream.makeStream(
                of: LiveVerdict.self, bufferingPolicy: .bufferingNewest(1))
            try await camera.start(
                .selfie(back: usesBack) { frame in
                    // A frame that cannot be assessed is followed by the next.
                    if let verdict = try? engine.follow(frame) { continuation.yield(verdict) }
                })
            for await verdict in verdicts {
                see(verdict)
                if portrait != nil { break }
            }
            continuation.finish()
        } catch let problem as CameraProblem {
            self.problem = problem
        } catch {
            if let failure = await app.failure(of: error) { failed(failure) }
        }
        light(false)
        camera.stop()
    }

    private func loaded() async throws -> Selfie {
        if let engine { return engine }
        let make = app.makeSelfie
        let engine = try await away {
            let engine = try make()
            try engine.warmUp()
            return engine
        }
        self.engine = engine
        return engine
    }

    func see(_ verdict: LiveVerdict) {
        if verdict.needsLight, seen?.needsLight != true { light(true) }
        seen = verdict
        if verdict.say { say(caption) }
        if verdict.ready, failure == nil { take() }
    }

    private func light(_ isOn: Bool) {
        if usesBack { app.shell?.camera.setTorch(isOn) } else { app.shell?.fullBrightness(isOn) }
    }

    var caption: String { texts(seen.map(\.sentence) ?? .commonLoading) }
    var icon: Icon { seen?.guidance?.icon ?? (seen == nil ? .person : .success) }
    var isGood: Bool { seen.map { $0.guidance == nil } ?? false }
    /// Advice that cannot be followed: the photograph may be taken with it.
    var isAdvised: Bool { seen.map { $0.mayTake && $0.guidance != nil } ?? false }

    func take() {
        guard let camera = app.shell?.camera else { return }
        run {
            do {
                try await self.make(try await camera.photograph())
                camera.stop()
            } catch let problem as CameraProblem {
                self.problem = problem
            }
        }
    }

    /// Lets somebody else take the photograph.
    func useBack() {
        usesBack = true
        Task { await watch() }
    }

    /// Takes a photograph from the gallery; only builds for tests have one.
    func pick(_ gallery: @escaping @MainActor () async -> Data?) {
        run { if let photograph = await gallery() { try await self.make(photograph) } }
    }

    private func make(_ photograph: Data) async throws {
        let engine = try await loaded()
        do {
            portrait = try await away {
                let portrait = try engine.portrait(photograph: photograph)
                let isAdvised = try !portrait.details().advice.isEmpty
                return Reviewed(portrait: portrait, preview: try portrait.preview(), isAdvised: isAdvised)
            }
        } catch IkdError.Retake {
            // The next frames say what was wrong.
            return
        }
        app.shell?.feel(.done)
        say(texts(.selfieTaken))
    }

    func takeAgain() {
        (portrait, failure) = (nil, nil)
    }

    func use() {
        guard let portrait = portrait?.portrait else { return }
        run {
            switch self.purpose {
            case .registration: try await self.call { try $0.registration().takePortrait(portrait: portrait) }
            case .correction(let leave):
                try await self.app.ikd.registration().amend(form: nil, portrait: portrait)
                leave()
            case .application(let id, let done, _):
                if try await self.show(portrait, for: id) { done() }
            }
        }
    }

    /// Sends the portrait for a face check; false if it has to be taken again.
    private func show(_ portrait: Portrait, for application: String) async throws -> Bool {
        let checks = try app.ikd.faceChecks()
        let state = try await checks.request(purpose: .application, reference: application)
        if case .open = state { return hears(try await checks.answer(portrait: portrait)) }
        return hears(state)
    }

    private func hears(_ state: FaceCheckState) -> Bool {
        switch state {
        case .pending, .accepted: return true
        case .refused(let reason, let guidance, _, _):
            advice = [texts(reason.text)] + guidance.map { texts($0.text) }
        case .open, .expired: advice = [texts(.faceCheckExpired)]
        }
        takeAgain()
        tell(advice.joined(separator: " "))
        return false
    }

    func back() {
        if portrait != nil { return takeAgain() }
        switch purpose {
        case .registration: runCall { try $0.registration().back() }
        case .correction(let leave), .application(_, _, let leave): leave()
        }
    }
}

extension Selfie {
    func follow(_ frame: CameraFrame) throws -> LiveVerdict? {
        try followFrame(luma: frame.luma, chroma: frame.chroma, layout: frame.layout, atMs: frame.atMs)
    }
}
