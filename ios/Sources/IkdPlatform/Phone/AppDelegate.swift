import UIKit

/// What only a delegate can tell the system.
public final class AppDelegate: NSObject, UIApplicationDelegate {
    /// Keyboards of other apps see what is typed, so there are none here: NIK, codes and addresses are entered.
    public func application(
        _ application: UIApplication,
        shouldAllowExtensionPointIdentifier extensionPointIdentifier: UIApplication.ExtensionPointIdentifier
    ) -> Bool {
        extensionPointIdentifier != .keyboard
    }
}
