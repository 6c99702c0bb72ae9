using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;

namespace Dashboard.Components.Actions;

/// <summary>Who sits at this page, and what the server lets them do.</summary>
public sealed class CurrentUser(AuthenticationStateProvider authentication, IAuthorizationService authorization)
{
    /// <summary>The name recorded with every action.</summary>
    /// <exception cref="ActionRefusedException">Nobody is signed in.</exception>
    public async Task<string> NameAsync()
    {
        var state = await authentication.GetAuthenticationStateAsync();
        return state.User.Identity is { IsAuthenticated: true, Name: { } name }
            ? name
            : throw new ActionRefusedException("You are not signed in any more. Sign in again; nothing was changed.");
    }

    /// <summary>Whether the policy lets them.</summary>
    public async Task<bool> MayAsync(string policy)
    {
        var state = await authentication.GetAuthenticationStateAsync();
        return (await authorization.AuthorizeAsync(state.User, null, policy)).Succeeded;
    }

    /// <summary>The name, once the policy has been checked.</summary>
    /// <exception cref="ActionRefusedException">The role does not allow it.</exception>
    public async Task<string> DemandAsync(string policy)
    {
        var name = await NameAsync();
        return await MayAsync(policy)
            ? name
            : throw new ActionRefusedException($"This needs the role {policy}; you are signed in as {name}. Nothing was changed.");
    }
}

/// <summary>An action was refused before it began; the message says why.</summary>
public sealed class ActionRefusedException(string message) : Exception(message);
