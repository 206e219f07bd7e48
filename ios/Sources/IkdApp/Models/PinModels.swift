import IkdCore
import SwiftUI

/// A new PIN, typed twice; the present one before it where there is one.
@MainActor
final class NewPinModel: ScreenModel {
    enum Entry { case current, first, second }

    @Published var entry = PinEntry()
    @Published private(set) var now: Entry
    @Published private(set) var message: String?
    @Published private(set) var isChanged = false
    private let changes: Bool
    private var current = ""
    private var first = ""

    /// For the first PIN, or for another one.
    init(_ app: AppModel, changes: Bool) {
        self.changes = changes
        now = changes ? .current : .first
        super.init(app)
    }

    func submit() {
        guard entry.isFull else { return tooShort() }
        let typed = entry.take()
        message = nil
        switch now {
        case .current: (current, now) = (typed, .first)
        case .first:
            run {
                let ikd = try self.app.ikd
                try await away { try ikd.lock().checkPin(pin: typed) }
                (self.first, self.now) = (typed, .second)
                self.say(self.texts(self.title))
            }
        case .second:
            run {
                let lock = try self.app.ikd.lock()
                if self.changes {
                    try await lock.changePin(current: self.current, pin: self.first, repeat: typed)
                    self.isChanged = true
                    self.say(self.texts(.changePinChanged))
                } else {
                    try await lock.createPin(pin: self.first, repeat: typed)
                }
                (self.first, self.current) = ("", "")
            }
        }
    }

    var title: TextKey {
        switch now {
        case .current: .changePinCurrent
        case .first: changes ? .changePinNew : .newPinFirst
        case .second: changes ? .changePinRepeat : .newPinSecond
        }
    }

    private func tooShort() {
        message = texts(.pinRuleFormat)
        say(texts(.pinRuleFormat))
    }

    /// The entry that was wrong is typed again.
    override func failed(_ failure: Failure) {
        guard failure.remedy == .correct else { return super.failed(failure) }
        message = failure.message(texts)
        if case .WrongPin = failure.error { now = .current } else { now = .first }
        first = ""
        app.shell?.feel(.refused)
        say(failure.message(texts))
    }
}

/// The lock: the PIN, and the wait after wrong ones.
@MainActor
final class LockModel: ScreenModel {
    @Published var entry = PinEntry()
    @Published private(set) var waitMs: UInt64 = 0
    @Published private(set) var message: String?
    @Published private(set) var isWaitOver = false
    @Published var isForgotten = false
    @Published var asksToErase = false

    /// No sending at the sixth digit: a slip may be mended, for tries are counted.
    func unlock() {
        guard entry.isFull else {
            message = texts(.pinRuleFormat)
            return say(texts(.pinRuleFormat))
        }
        let pin = entry.take()
        (message, isWaitOver) = (nil, false)
        run { try await self.app.ikd.lock().unlock(pin: pin) }
    }

    override func failed(_ failure: Failure) {
        guard case .WrongPin(_, _, let retryAfterMs) = failure.error else {
            if case .Wait(_, let after) = failure.error { waitMs = after }
            return super.failed(failure)
        }
        waitMs = retryAfterMs
        message = failure.message(texts)
        app.shell?.feel(.refused)
        say(failure.message(texts))
    }

    /// Follows the library's waiting time, second by second, until there is none.
    func followWait() async {
        while !Task.isCancelled, let ikd = try? app.ikd {
            guard case .locked(_, _, let left)? = try? await away({ try ikd.stage() }) else { return }
            if left == 0, waitMs > 0 {
                (isWaitOver, message) = (true, nil)
                say(texts(.pinWaitOver))
            }
            waitMs = left
            if left == 0 { return }
            await pause(milliseconds: 1000)
        }
    }

    func erase() {
        (asksToErase, isForgotten) = (false, false)
        run {
            let ikd = try self.app.ikd
            try await away { try ikd.account().wipe() }
        }
    }
}
