import Foundation
import IkdCore

/// Shared by all tests of a run: the sandbox, and one registered phone.
public enum Shared {
    private static let starting = Task {
        let sandbox = try await Sandbox.running()
        // All phones of the tests come from one address.
        try await sandbox.liftLimits()
        return (sandbox, try await sandbox.people())
    }

    private static let registering = Task {
        try await register(try await starting.value.1.longName, "registered")
    }

    /// Registers somebody up to the documents, and locks the phone.
    private static func register(_ person: Person, _ folder: String) async throws -> Phone {
        let sandbox = try await starting.value.0
        let phone = try Phone(folder, in: sandbox)
        let citizen = Citizen(person, with: try phone.open(), in: sandbox)
        try citizen.fillsIn(.short)
        try citizen.takesSelfie()
        try await citizen.submits()
        try await citizen.goesOnFromTheCounterToTheDocuments()
        try citizen.ikd.lock().lock()
        return phone
    }

    /// The sandbox of this run.
    public static func sandbox() async throws -> Sandbox {
        try await starting.value.0
    }

    /// Which person is used for which test.
    public static func people() async throws -> People {
        try await starting.value.1
    }

    /// A new phone without data.
    public static func emptyPhone(_ name: String = #function) async throws -> Phone {
        try Phone(Self.folder(name), in: try await sandbox())
    }

    /// A registered phone with documents, locked. Each caller gets its own copy.
    public static func registeredPhone(_ name: String = #function) async throws -> Phone {
        try await registering.value.copy(named: folder(name))
    }

    /// A phone on which this person has just registered, locked. For a person who belongs to one test only.
    public static func registeredPhone(of person: Person, _ name: String = #function) async throws -> Phone {
        try await register(person, folder(name))
    }

    /// The name of a test as the name of a folder.
    private static func folder(_ function: String) -> String {
        String(function.prefix { $0 != "(" })
    }
}
