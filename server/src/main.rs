use std::process::ExitCode;

fn main() -> ExitCode {
    yunqiao::cli::main()
}
