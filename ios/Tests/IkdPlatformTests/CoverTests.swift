import IkdAppTestSupport
import SwiftUI
import XCTest

@testable import IkdPlatform

/// What others see of the app: in the switcher, and on a recording.
@MainActor
final class CoverTests: XCTestCase, @unchecked Sendable {
    private let secret = "NIK 9902012510830001"

    func testTheScreenIsCoveredUnlessTheAppIsActive() async throws {
        let running = Running(Text(verbatim: secret).modifier(Cover(shell: FakeShell())))
        let table: [(ScenePhase, Bool)] = [(.active, false), (.inactive, true), (.background, true), (.active, false)]
        for (phase, isCovered) in table {
            running.environment.scenePhase = phase
            running.update()
            XCTAssertEqual(running.all.contains { $0.identifier == "cover" }, isCovered, "\(phase)")
            XCTAssertEqual(running.heard.contains { $0.spoken == secret }, !isCovered, "\(phase)")
        }
    }

    func testARecordedScreenIsCovered() async throws {
        let shell = FakeShell()
        let running = Running(Text(verbatim: secret).modifier(Cover(shell: shell)))
        try await see(running, covered: false)
        shell.screenIsCaptured = true
        try await see(running, covered: true)
        shell.screenIsCaptured = false
        try await see(running, covered: false)
    }

    func testAScreenThatIsRecordedFromTheStartIsCoveredFromTheStart() async throws {
        let shell = FakeShell()
        shell.screenIsCaptured = true
        let running = Running(Text(verbatim: secret).modifier(Cover(shell: shell)))
        running.update()
        XCTAssertTrue(running.all.contains { $0.identifier == "cover" })
    }

    private func see(_ running: Running, covered: Bool) async throws {
        for _ in 0..<200 {
            running.update()
            if running.all.contains(where: { $0.identifier == "cover" }) == covered { return }
            try await Task.sleep(nanoseconds: 10_000_000)
        }
        XCTFail("covered: \(!covered)")
    }
}
