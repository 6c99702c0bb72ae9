return await Continuum.Serving.Hosting.ServingHost.RunAsync(args);
