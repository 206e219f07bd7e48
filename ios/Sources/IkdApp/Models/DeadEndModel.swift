import IkdCore
import SwiftUI

/// The ways out of the stages in which nothing else is left.
@MainActor
final class DeadEndModel: OfficerModel {
    @Published private(set) var isUnchanged = false
    @Published var asksToErase = false
    /// What a rejected person corrects.
    enum Correction { case form, photo }
    @Published private(set) var correction: Correction?
    override var unchanged: TextKey { .conflictStill }

    func correct(_ correction: Correction) { self.correction = correction }

    func stopCorrecting() { correction = nil }

    func restart() { runCall { try $0.registration().restart() } }

    func checkBlock() {
        isUnchanged = false
        run {
            guard case .blocked(.accountBlocked) = try await self.app.ikd.account().checkBlockAgain() else { return }
            self.isUnchanged = true
            self.say(self.texts(.blockedStill))
        }
    }

    /// The phone's screen was unlocked, or storage was freed: the stage may be another.
    func look() {
        isUnchanged = false
        run {
            await self.app.redraw()
            self.isUnchanged = true
            self.say(self.texts(.lostStill))
        }
    }

    func erase() {
        asksToErase = false
        runCall { try $0.account().wipe() }
    }
}
