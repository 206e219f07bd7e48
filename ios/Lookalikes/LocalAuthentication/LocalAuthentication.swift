// The declarations of LocalAuthentication that the app uses. What a context answers is set by tests.
@_exported import Foundation

// iOS 8
public enum LAPolicy: Int, Sendable {
    case deviceOwnerAuthenticationWithBiometrics = 1
    case deviceOwnerAuthentication = 2
}

// iOS 8
public struct LAError: Error, Sendable {
    public enum Code: Int, Sendable {
        case authenticationFailed = -1
        case userCancel = -2
        case userFallback = -3
        case systemCancel = -4
        case passcodeNotSet = -5
        case biometryNotAvailable = -6
        case biometryNotEnrolled = -7
        case biometryLockout = -8
        case appCancel = -9
        case invalidContext = -10
        case notInteractive = -1004
    }
    public let code: Code
    public init(_ code: Code) { self.code = code }
}

// iOS 8
public let LAErrorDomain = "com.apple.LocalAuthentication"

// iOS 8
open class LAContext: NSObject, @unchecked Sendable {
    public var localizedReason = ""
    public var localizedFallbackTitle: String?
    public var localizedCancelTitle: String?
    public var interactionNotAllowed = false
    public private(set) var evaluatedPolicyDomainState: Data?

    override public init() {}

    open func canEvaluatePolicy(_ policy: LAPolicy, error: UnsafeMutablePointer<NSError?>?) -> Bool {
        let sensor = LookalikeSensor.shared.state
        evaluatedPolicyDomainState = sensor.enrolment
        guard let refusal = policy == .deviceOwnerAuthentication ? sensor.passcode : sensor.biometrics else {
            return true
        }
        error?.pointee = NSError(domain: LAErrorDomain, code: refusal.rawValue)
        return false
    }

    open func invalidate() {}
}

// Not Apple's: what tests set.

/// The simulated sensor and lock screen.
public final class LookalikeSensor: @unchecked Sendable {
    public struct State: Sendable {
        /// Why biometrics cannot be used; `nil` if they can.
        public var biometrics: LAError.Code?
        /// Why the passcode cannot be asked; `nil` if it can.
        public var passcode: LAError.Code?
        /// Changes when a face or finger is enrolled.
        public var enrolment: Data? = Data([1])

        /// A sensor that is ready.
        public init() {}
    }

    public static let shared = LookalikeSensor()
    private let lock = NSLock()
    private var current = State()

    public var state: State {
        get { lock.withLock { current } }
        set { lock.withLock { current = newValue } }
    }
}
