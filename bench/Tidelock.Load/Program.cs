using System.Text.Json;
using Tidelock.Load;

// One argument: the file that holds the plan. The result goes to standard output.
if (args is not [var file])
{
    Console.Error.WriteLine("usage: Tidelock.Load PLAN.json");
    return 2;
}

var plan = JsonSerializer.Deserialize(File.ReadAllBytes(file), LoadJson.Default.LoadPlan)!;
var result = await new Generator(plan).RunAsync();
Console.Out.WriteLine(JsonSerializer.Serialize(result, LoadJson.Default.LoadResult));
return 0;
