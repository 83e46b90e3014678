using Seed;
using Seed.Output;

return await CommandLine.RunAsync(args, Terminal.Process());
