import IkdShell
import SwiftUI
import UIKit

/// Hides the screens in the app switcher and while the screen is recorded or mirrored.
///
/// iOS has no `FLAG_SECURE`: a screenshot cannot be prevented. The system takes the picture for the switcher after the
/// scene has become inactive, so the cover is in it.
public struct Cover: ViewModifier {
    @Environment(\.scenePhase) private var phase
    @State private var isCaptured: Bool
    private let shell: any Shell
    private let name: String

    /// A cover that shows the name of the app and nothing else.
    public init(shell: any Shell) {
        self.shell = shell
        name = shell.about.name
        _isCaptured = State(initialValue: shell.screenIsCaptured)
    }

    /// The screens, and the cover over them.
    public func body(content: Content) -> some View {
        ZStack {
            content
                // What is behind the cover must not be read aloud either.
                .accessibilityHidden(isHidden)
            if isHidden {
                ZStack {
                    Color(uiColor: .systemBackground)
                    Text(verbatim: name)
                        .font(.title2)
                }
                .ignoresSafeArea()
                .accessibilityIdentifier("cover")
            }
        }
        .task {
            let changes = shell.screenCaptureChanges()
            // It may have changed since the view was made.
            isCaptured = shell.screenIsCaptured
            for await isCaptured in changes {
                self.isCaptured = isCaptured
            }
        }
    }

    private var isHidden: Bool { phase != .active || isCaptured }
}
