using System.Security.Claims;

namespace Dashboard.Security;

/// <summary>The three roles, each able to do what the one before it can, and the policies of the same names.</summary>
public static class Roles
{
    /// <summary>Sees everything, changes nothing.</summary>
    public const string Viewer = "viewer";

    /// <summary>Says, approves, declines and withdraws intents; breaks and mends the lab.</summary>
    public const string Operator = "operator";

    /// <summary>Decides who may do what, and what is done without asking.</summary>
    public const string Administrator = "administrator";

    /// <summary>From least to most.</summary>
    public static readonly IReadOnlyList<string> All = [Viewer, Operator, Administrator];

    /// <summary>Policy of a bearer key that may approve; people with the operator role always may.</summary>
    public const string Approver = "approver";

    /// <summary>The claim that lists a key's scopes.</summary>
    public const string ScopeClaim = "continuum:scope";

    /// <summary>The claim that carries the security stamp of a session.</summary>
    public const string StampClaim = "continuum:stamp";

    /// <summary>The scope that lets a key approve, decline and withdraw.</summary>
    public const string ApproveScope = "approve";

    /// <summary>Whether the principal has the role or a higher one.</summary>
    public static bool Has(ClaimsPrincipal principal, string role)
    {
        if (principal.Identity?.IsAuthenticated != true) return false;
        var least = IndexOf(role);
        return least >= 0 && IndexOf(principal.FindFirstValue(ClaimTypes.Role)) >= least;
    }

    /// <summary>Whether the principal may decide over plans: an operator in person, or a key with the scope.</summary>
    public static bool MayApprove(ClaimsPrincipal principal) =>
        Has(principal, Operator)
        && (principal.Identity?.AuthenticationType != BearerKeyHandler.Scheme || principal.HasClaim(ScopeClaim, ApproveScope));

    private static int IndexOf(string? role)
    {
        for (var i = 0; i < All.Count; i++)
            if (All[i] == role) return i;
        return -1;
    }
}
