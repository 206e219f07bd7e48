import IkdCore
import IkdShell
import SwiftUI

/// What waits for the officer has in common: it asks the service by itself, and can be given up.
@MainActor
class OfficerModel: ScreenModel {
    @Published var asksToGiveUp = false
    @Published private(set) var hasNothingNew = false
    /// What is said when the service was asked and knows nothing new.
    var unchanged: TextKey { .waitingNothingNew }

    /// Asks as often as the library says, while it is shown.
    func poll() async {
        while !Task.isCancelled, let ikd = try? app.ikd {
            guard let after = try? await away({ try ikd.registration().pollAfterMs() }) else { return }
            await pause(milliseconds: after)
            // Nobody asked: a failure is silent, and the next time may be better.
            if !Task.isCancelled, !isWorking { try? await ikd.registration().checkStatus() }
        }
    }

    /// The person asks.
    func check() {
        hasNothingNew = false
        run {
            try await self.app.ikd.registration().checkStatus()
            self.hasNothingNew = true
            self.say(self.texts(self.unchanged))
        }
    }

    func giveUp() {
        asksToGiveUp = false
        run { try await self.app.ikd.registration().giveUp() }
    }
}

/// Pairing: scan the counter's QR, or show ours.
@MainActor
final class PairingModel: OfficerModel {
    @Published private(set) var shows = false
    @Published private(set) var problem: CameraProblem?
    @Published private(set) var offer: CounterOffer?
    @Published private(set) var qr: PairingQr?
    @Published private(set) var leftMs: UInt64 = 0
    @Published private(set) var isTorchOn = false
    private var scanned = ""

    var asksForOffice: Bool {
        get { offer != nil }
        set { if !newValue { refuse() } }
    }

    /// Runs the camera until the task ends.
    func scan() async {
        guard !shows, let camera = app.shell?.camera else { return }
        problem = nil
        let (found, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))
        do {
            try await camera.start(.scan(onText: { continuation.yield($0) }))
            for await text in found where offer == nil && text != scanned { await read(text) }
        } catch let problem as CameraProblem {
            self.problem = problem
        } catch {}
        continuation.finish()
        camera.stop()
    }

    private func read(_ text: String) async {
        scanned = text
        failure = nil
        await attempt {
            self.offer = try await self.call { try $0.registration().readCounterQr(text: text) }
            self.app.shell?.feel(.done)
            self.say(self.texts(.pairingScanRead))
        }
    }

    func confirm() {
        offer = nil
        let text = scanned
        run { try await self.app.ikd.registration().pairWithCounter(text: text) }
    }

    func refuse() { (offer, scanned) = (nil, "") }

    func toggleTorch() {
        isTorchOn.toggle()
        app.shell?.camera.setTorch(isTorchOn)
    }

    func showMine() { shows = true }

    func scanInstead() { (shows, scanned, failure) = (false, "", nil) }

    func newQr() {
        run {
            (self.qr, self.leftMs) = try await self.call {
                let qr = try $0.registration().pairingQr()
                return (qr, try $0.remainingMs(until: qr.expiresAt))
            }
        }
    }

    /// Shows a QR as bright as can be, and counts it down.
    func show() async {
        newQr()
        app.shell?.fullBrightness(true)
        app.shell?.keepAwake(true)
        while !Task.isCancelled {
            await pause(milliseconds: 1000)
            guard let qr else { continue }
            leftMs = (try? await call { try $0.remainingMs(until: qr.expiresAt) }) ?? 0
        }
        app.shell?.fullBrightness(false)
        app.shell?.keepAwake(false)
    }
}

/// The four digits, then the wait for the decision: the library knows one step.
@MainActor
final class DecisionModel: OfficerModel {
    @Published private(set) var areCompared = false
    @Published private(set) var differ = false

    func same() { (areCompared, differ) = (true, false) }

    func different() {
        differ = true
        tell(texts(.digitsStop))
    }
}

extension String {
    /// For ears: digit by digit.
    var spokenDigits: String { map { "\($0)" }.joined(separator: ", ") }
}
