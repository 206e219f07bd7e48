//! ikd-proof is type-checked for wasm32, so that a web page or a relying party can verify with that crate alone.

use crate::outcome::{Figures, Stop};
use crate::run;
use crate::tools::wasm::{self, Compiler};
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let compiler = wasm::compiler(workspace)?;
    let mut check = workspace.cargo(["check", "-p", "ikd-proof", "--lib", "--all-features", "--locked"]);
    // A folder of its own: a second compiler in the usual one would make cargo start over at each change of compiler.
    check.args(["--target", wasm::TARGET, "--target-dir"]).arg(workspace.target.join("wasm"));
    let how = match compiler {
        Compiler::Own => "with the installed target",
        Compiler::Unpacked(wrapper) => {
            // Building the standard library is not a stable feature; this says that we know.
            check.args(["-Z", "build-std=std,panic_abort"]).env("RUSTC", wrapper).env("RUSTC_BOOTSTRAP", "1");
            check.env_remove("RUSTC_WRAPPER");
            "with a standard library built from source"
        }
    };
    run::shown(&mut check)?;
    Ok(format!("ikd-proof type-checks for {}, {how}", wasm::TARGET))
}
