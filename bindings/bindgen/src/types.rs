//! Types and default values in Rust notation.

use uniffi_bindgen::interface::{Argument, AsType, DefaultValue, Field, Literal, Type};

/// A type's name. Traits of the shell and objects are written without their `Arc`.
pub(crate) fn name(of: &Type) -> String {
    match of {
        Type::UInt8 => "u8".to_owned(),
        Type::Int8 => "i8".to_owned(),
        Type::UInt16 => "u16".to_owned(),
        Type::Int16 => "i16".to_owned(),
        Type::UInt32 => "u32".to_owned(),
        Type::Int32 => "i32".to_owned(),
        Type::UInt64 => "u64".to_owned(),
        Type::Int64 => "i64".to_owned(),
        Type::Float32 => "f32".to_owned(),
        Type::Float64 => "f64".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::String => "String".to_owned(),
        Type::Bytes => "Vec<u8>".to_owned(),
        Type::Timestamp => "SystemTime".to_owned(),
        Type::Duration => "Duration".to_owned(),
        Type::Object { name, .. }
        | Type::Record { name, .. }
        | Type::Enum { name, .. }
        | Type::CallbackInterface { name, .. }
        | Type::Custom { name, .. } => name.clone(),
        Type::Box { inner_type } => name(inner_type),
        Type::Optional { inner_type } => format!("Option<{}>", name(inner_type)),
        Type::Sequence { inner_type } => format!("Vec<{}>", name(inner_type)),
        Type::Set { inner_type } => format!("HashSet<{}>", name(inner_type)),
        Type::Map { key_type, value_type } => format!("HashMap<{}, {}>", name(key_type), name(value_type)),
    }
}

/// `name: Type = default`; bytes passed without a copy are `&[u8]`.
pub(crate) fn argument(of: &Argument) -> String {
    let kind = if of.is_borrowed_bytes() { "&[u8]".to_owned() } else { name(&of.as_type()) };
    with_default(format!("{}: {kind}", of.name()), of.default_value())
}

/// `name: Type = default`; without the name if the field of a variant has none.
pub(crate) fn field(of: &Field) -> String {
    let kind = name(&of.as_type());
    let named = if of.name().is_empty() { kind } else { format!("{}: {kind}", of.name()) };
    with_default(named, of.default_value())
}

fn with_default(text: String, default: Option<&DefaultValue>) -> String {
    match default {
        None => text,
        Some(value) => format!("{text} = {}", default_value(value)),
    }
}

fn default_value(of: &DefaultValue) -> String {
    match of {
        DefaultValue::Default => "default".to_owned(),
        DefaultValue::Literal(literal) => match literal {
            Literal::Boolean(value) => value.to_string(),
            Literal::String(value) => format!("{value:?}"),
            Literal::UInt(value, ..) => value.to_string(),
            Literal::Int(value, ..) => value.to_string(),
            Literal::Float(value, _) => value.clone(),
            Literal::Enum(variant, kind) => format!("{}::{variant}", name(kind)),
            Literal::EmptySequence | Literal::EmptySet => "[]".to_owned(),
            Literal::EmptyMap => "{}".to_owned(),
            Literal::None => "None".to_owned(),
            Literal::Some { inner } => format!("Some({})", default_value(inner)),
        },
    }
}
