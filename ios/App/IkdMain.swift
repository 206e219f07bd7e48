import IkdApp
import IkdPlatform
import SwiftUI

/// The app: its one window, and what the system tells it.
@main
struct IkdMain: App {
    @UIApplicationDelegateAdaptor(AppDelegate.self) private var delegate
    @Environment(\.scenePhase) private var phase
    private let shell: PhoneShell
    private let model: AppModel

    init() {
        do {
            let config = try AppConfig.ofThisApp()
            try Brand.use(config.colours)
            let phone = try IkdPhone(config: config) { purpose in
                promptText(purpose, chosen: PhoneShell.chosenLanguage())
            }
            shell = PhoneShell(config: config)
            model = AppModel(open: phone.open, formShape: config.formShape)
            let model = model
            BackgroundSending.register { await model.sendInBackground() }
        } catch {
            // A build that must not run: no or a malformed ikd.json, or a release that trusts a sandbox.
            fatalError("ikd.json: \(error)")
        }
    }

    var body: some Scene {
        WindowGroup {
            RootView(model: model, shell: shell) { AnyView(CameraPreview($0)) }
                .modifier(Cover(shell: shell))
                .task {
                    for await _ in Notices.phoneLocks() { model.phoneWillLock() }
                }
                .onChange(of: phase) { phase in
                    switch phase {
                    case .active: model.cameToForeground()
                    case .background:
                        model.wentToBackground()
                        if model.hasUnsent { BackgroundSending.schedule() }
                    default: break
                    }
                }
        }
    }
}
