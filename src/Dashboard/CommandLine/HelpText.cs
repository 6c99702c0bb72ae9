namespace Dashboard.CommandLine;

/// <summary>What <c>help</c> prints.</summary>
internal static class HelpText
{
    public const string Usage = """
        Continuum: privacy intents for the computing continuum.

          (no command)    the console, on http://127.0.0.1:5080
                            --site FILE     the site to show (default: the built-in lab)
                            --data DIR      where intents, audit log and keys are kept
                            --urls URL      where to listen
          plan            plans and verifies intents, and prints one JSON object
                            --site FILE     the site file
                            --intent TEXT   what should hold; several are taken in order
                            --planner NAME  offline (default) or model
          evaluate        runs a corpus of intents and prints what succeeded
                            --site FILE     the site of rows that name none
                            --corpus FILE   one JSON row a line
                            --planner NAME  offline (default) or model
                            --split NAME    only rows of that split
                            --json FILE     writes the result as JSON too
          export          prints a site file in its canonical form
                            --site FILE     the site file (default: the built-in lab)
          audit verify    checks the hash chain of the audit log
                            --data DIR      the console's data folder
          keys create     prints a key for a program, made by the running console
                            --role ROLE     viewer, operator or administrator
                            --scope approve lets it approve plans
                            --data DIR      the console's data folder
          reconfigure     moves the pipeline of a service in the running console while it answers
                            --service NAME  the service
                            --to LAYOUT     stages in order, e.g. nodeA:0-5,nodeB:6-11
                            --head NODE     node of the head (default: where it is)
                            --dry-run       only says whether the active intents allow it
                            --data DIR      the console's data folder
          services list   prints the heads and stages that live; they go on without a console
          services stop   ends them
                            --data DIR      the console's data folder
          load            sends requests to a gateway in the shape of a trace, and prints what clients see
                            --target URL    the gateway, e.g. http://127.0.0.1:5081
                            --trace FILE    TIMESTAMP,ContextTokens,GeneratedTokens (default: a built-in shape)
                            --rate R        requests a second
                            --duration S    seconds
                            --json FILE     writes the result as JSON too
          help, --version

        Exit codes of plan: 0 the verdict passes, 2 rejected, 3 a question is open, 1 unreadable site or options.
        """;
}
