//! Rules that make the surface compile and safe to use in every language. Each comes from a failure that happened:
//!
//! * Every call returns a `Result`: a panic in a call that cannot throw ends the app in Swift.
//! * Some names are reserved: an error field `message` does not compile in Kotlin, a type `Error` hides the standard
//!   one of Kotlin and Swift, and `Level` and `Clock` are types of the platform.
//! * Traits that the shell implements are synchronous: async ones do not compile in Swift 6 mode.

use std::collections::BTreeSet;

use uniffi_bindgen::{
    ComponentInterface,
    interface::{Argument, Field, Method, Type},
};

/// Forbidden names of types and variants.
const RESERVED_TYPES: [&str; 3] = ["Clock", "Error", "Level"];

/// Forbidden name of fields, arguments and calls.
const RESERVED: &str = "message";

/// Forbidden names of error fields: every Java throwable has members with these names.
const RESERVED_IN_ERRORS: [&str; 3] = ["cause", "message", "suppressed"];

/// One line for each breach, sorted; empty if there is none.
pub(crate) fn breaches(interface: &ComponentInterface) -> BTreeSet<String> {
    let mut found = Breaches::default();
    for function in interface.function_definitions() {
        found.call(function.name(), &function.arguments(), function.throws_type());
    }
    for object in interface.object_definitions() {
        found.name(object.name(), object.name());
        for it in object.constructors() {
            let place = format!("{}.{}", object.name(), it.name());
            found.call(&place, &it.arguments(), it.throws_type());
        }
        found.methods(object.name(), &object.methods(), object.has_callback_interface());
    }
    for callback in interface.callback_interface_definitions() {
        found.name(callback.name(), callback.name());
        found.methods(callback.name(), &callback.methods(), true);
    }
    for record in interface.record_definitions() {
        found.name(record.name(), record.name());
        found.fields(record.name(), record.fields());
        found.methods(record.name(), &record.methods().iter().collect::<Vec<_>>(), false);
    }
    for choice in interface.enum_definitions() {
        found.name(choice.name(), choice.name());
        found.methods(choice.name(), &choice.methods().iter().collect::<Vec<_>>(), false);
        for variant in choice.variants() {
            let place = format!("{}.{}", choice.name(), variant.name());
            found.name(variant.name(), &place);
            found.fields(&place, variant.fields());
            if interface.is_name_used_as_error(choice.name()) {
                for field in variant.fields().iter().filter(|it| RESERVED_IN_ERRORS.contains(&it.name())) {
                    found.add(format!(
                        "{place}.{}: every Java throwable has a member of this name",
                        field.name()
                    ));
                }
            }
        }
    }
    found.0
}

#[derive(Default)]
struct Breaches(BTreeSet<String>);

impl Breaches {
    fn add(&mut self, breach: String) {
        self.0.insert(breach);
    }

    fn name(&mut self, name: &str, place: &str) {
        if name == RESERVED || RESERVED_TYPES.contains(&name) {
            self.add(format!("{place}: `{name}` has another meaning in Kotlin or Swift"));
        }
    }

    fn fields(&mut self, place: &str, fields: &[Field]) {
        for field in fields {
            self.name(field.name(), &format!("{place}.{}", field.name()));
        }
    }

    fn methods(&mut self, owner: &str, methods: &[&Method], by_the_shell: bool) {
        for it in methods {
            let place = format!("{owner}.{}", it.name());
            self.call(&place, &it.arguments(), it.throws_type());
            if by_the_shell && it.is_async() {
                self.add(format!("{place}: a call that the shell implements must not be async"));
            }
        }
    }

    fn call(&mut self, place: &str, arguments: &[&Argument], throws: Option<&Type>) {
        if throws.is_none() {
            self.add(format!("{place}: does not return a Result"));
        }
        self.name(place.rsplit('.').next().unwrap_or(place), place);
        for argument in arguments {
            self.name(argument.name(), &format!("{place}({})", argument.name()));
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn breaches_of(udl: &str) -> Vec<String> {
        let udl = format!("namespace ikd {{}}; [Error] enum Fault {{ \"Busy\" }}; {udl}");
        breaches(&ComponentInterface::from_webidl(&udl, "ikd").unwrap()).into_iter().collect()
    }

    #[test]
    fn a_valid_surface_has_no_breach() {
        let udl =
            "interface Ikd { [Throws=Fault, Name=\"open\"] constructor(); [Throws=Fault, Async] void go(); };
                   callback interface Watcher { [Throws=Fault] void changed(string stage); };
                   dictionary Terms { string text; };";
        assert_eq!(breaches_of(udl), Vec::<String>::new());
    }

    #[test]
    fn a_call_that_cannot_throw_is_a_breach() {
        assert_eq!(breaches_of("interface Ikd { void lock(); };"), ["Ikd.lock: does not return a Result"]);
        assert_eq!(breaches_of("interface Ikd { constructor(); };"), ["Ikd.new: does not return a Result"]);
        assert_eq!(
            breaches_of("callback interface Watcher { void changed(); };"),
            ["Watcher.changed: does not return a Result"]
        );
    }

    #[test]
    fn a_forbidden_name_is_a_breach_in_every_position() {
        let places = |udl: &str| -> Vec<String> {
            breaches_of(udl).iter().map(|line| line.split(':').next().unwrap().to_owned()).collect()
        };
        assert_eq!(places("enum Level { \"Low\" };"), ["Level"]);
        assert_eq!(places("enum State { \"Error\" };"), ["State.Error"]);
        assert_eq!(places("dictionary Clock { string message; };"), ["Clock.message", "Clock"]);
        assert_eq!(
            places("interface Ikd { [Throws=Fault] void say(string message); };"),
            ["Ikd.say(message)"]
        );
    }

    #[test]
    fn an_error_field_named_cause_is_a_breach() {
        let udl = "[Error] interface Failure { Lost(string cause); };
                   interface Ikd { [Throws=Failure] void go(); };";
        assert_eq!(breaches_of(udl), ["Failure.Lost.cause: every Java throwable has a member of this name"]);
    }

    #[test]
    fn an_async_call_implemented_by_the_shell_is_a_breach() {
        let udl = "[Trait, WithForeign] interface Signer { [Throws=Fault, Async] void sign(); };";
        assert_eq!(breaches_of(udl), ["Signer.sign: a call that the shell implements must not be async"]);
    }
}
