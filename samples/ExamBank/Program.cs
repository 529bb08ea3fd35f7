using ExamBank;
using ExamBank.Attempts;
using ExamBank.Database;
using ExamBank.Demo;
using ExamBank.Exams;
using ExamBank.Http;
using ExamBank.Pages;
using ExamBank.Results;
using ExamBank.SignedInUsers;

var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
{
    Args = args,
    // The built page lies beside the program, wherever that is started from.
    ContentRootPath = AppContext.BaseDirectory,
    WebRootPath = Path.Combine(AppContext.BaseDirectory, SiteOptions.PageFolder),
});
var site = SiteOptions.From(builder.Configuration);

builder.AddRequestLimits();
builder.Services.AddSingleton(site);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddExamDatabase();
builder.Services.AddSignedInUsers(site.Tidelock);
builder.Services.AddExams();
builder.Services.AddAttempts();
builder.Services.AddDemo(site);

var app = builder.Build();
app.OpenExamDatabase();

// First, so that failures of all that follows become problems, and every answer has its headers.
app.UseProblems();
app.UsePageHeaders();
app.UsePage();
app.UseAuthentication();
app.UseAuthorization();

app.MapPage();
var api = app.MapGroup("/api").RequireAuthorization();
api.MapExams();
api.MapAttempts();
api.MapResults();

await app.RunAsync();
