import Foundation
import IkdCore
import IkdShell
import SwiftUI

/// The selfie: live guidance, a photograph by itself or by touch, and a look at it.
@MainActor
final class SelfieModel: ScreenModel {
    @Published private(set) var guidance: Guidance?
    @Published private(set) var isGood = false
    @Published private(set) var problem: CameraProblem?
    @Published private(set) var portrait: Data?
    private var guide = SelfieGuide()
    private var engine: (Selfie)?
    private let leaveCorrection: (@MainActor () -> Void)?

    init(_ app: AppModel, leaveCorrection: (@MainActor () -> Void)? = nil) {
        self.leaveCorrection = leaveCorrection
        super.init(app)
    }

    /// Runs the camera until the task ends or a photograph is taken.
    func watch() async {
        guard portrait == nil, let camera = app.shell?.camera else { return }
        problem = nil
        guide = SelfieGuide()
        do {
            let engine = try await loaded()
            let (verdicts, continuation) = AsyncStream.makeStream(
                of: Verdict.self, bufferingPolicy: .bufferingNewest(1))
            try await camera.start(
                .selfie(onFrame: { frame in
                    // A frame that cannot be assessed is followed by the next.
                    let verdict = try? engine.assessFrame(luma: frame.luma, chroma: frame.chroma, layout: frame.layout)
                    if let verdict { continuation.yield(verdict) }
                }))
            for await verdict in verdicts {
                see(verdict, at: Date())
                if portrait != nil { break }
            }
            continuation.finish()
        } catch let problem as CameraProblem {
            self.problem = problem
        } catch {
            if let failure = await app.failure(of: error) { failed(failure) }
        }
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

    func see(_ verdict: Verdict, at time: Date) {
        let before = guidance
        let takes = guide.see(verdict.guidance, at: time)
        (guidance, isGood) = (guide.shown, guide.isGood)
        if guidance != before || takes { say(caption) }
        if takes { take() }
    }

    var caption: String { texts(guidance?.text ?? (isGood ? .selfieHold : .guidanceNoFace)) }
    var icon: Icon { guidance?.icon ?? (isGood ? .success : .person) }

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

    /// Takes a photograph from the gallery; only builds for tests have one.
    func pick(_ gallery: @escaping @MainActor () async -> Data?) {
        run { if let photograph = await gallery() { try await self.make(photograph) } }
    }

    private func make(_ photograph: Data) async throws {
        let engine = try await loaded()
        portrait = try await away { try engine.portrait(photograph: photograph).jpeg }
        app.shell?.feel(.done)
        say(texts(.selfieTaken))
    }

    func takeAgain() {
        (portrait, failure) = (nil, nil)
    }

    func use() {
        guard let portrait else { return }
        run {
            if let leaveCorrection = self.leaveCorrection {
                try await self.app.ikd.registration().amend(form: nil, portrait: portrait)
                leaveCorrection()
            } else {
                try await self.call { try $0.registration().takePortrait(jpeg: portrait) }
            }
        }
    }

    func back() {
        if portrait != nil { return takeAgain() }
        if let leaveCorrection { return leaveCorrection() }
        runCall { try $0.registration().back() }
    }
}

/// Keeps a sentence long enough to be read, and says when the face has been right long enough.
struct SelfieGuide {
    private static let pause: TimeInterval = 1.5
    private(set) var shown: Guidance?
    private(set) var isGood = false
    private var changed = Date.distantPast
    private var goodSince: Date?
    private var taken = false

    /// Whether to take the photograph now; once.
    mutating func see(_ guidance: [Guidance], at time: Date) -> Bool {
        let first = guidance.first
        goodSince = first == nil ? goodSince ?? time : nil
        if (first != shown || isGood != (first == nil)), time.timeIntervalSince(changed) >= Self.pause {
            (shown, isGood, changed) = (first, first == nil, time)
        }
        guard let goodSince, isGood, !taken, time.timeIntervalSince(goodSince) >= Self.pause else { return false }
        taken = true
        return true
    }
}
