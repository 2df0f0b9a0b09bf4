metadata description = 'The function app on the Flex Consumption plan, with every setting the service reads.'

import { apiKey, hosting, texts } from '../types.bicep'

@description('Name of the function app, unique in the world: the host name starts with it.')
@minLength(2)
@maxLength(60)
param name string

@description('Name of the plan. A Flex Consumption plan holds one app.')
@minLength(1)
@maxLength(60)
param planName string

@description('Region of both.')
param location string

@description('Which program the deployment package holds.')
param hostingModel hosting

@description('Megabytes of an instance: the Functions host and the service share them.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('Most instances of each scale group. HTTP is one group, each timer is one.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int

@description('Requests an instance handles at once before another one is started.')
@minValue(1)
@maxValue(1000)
param httpPerInstanceConcurrency int

@description('Instances for HTTP that always run. They cost all day and take the free grant away; 0 scales to zero.')
@minValue(0)
@maxValue(20)
param alwaysReadyHttpInstances int

@description('Whether instances are spread over the zones of the region.')
param zoneRedundant bool

@description('Name of the user-assigned managed identity the app runs as.')
param identityName string

@description('Name of the Application Insights component.')
param applicationInsightsName string

@description('Name of the storage account.')
param storageAccountName string

@description('Name of the blob container that holds the deployment package.')
param deploymentContainerName string

@description('Setting Bulletin:Table.')
param tableName string

@description('Name of the blob container that holds pictures and attachments.')
param mediaContainerName string

@description('Setting Bulletin:Site.')
param siteName string

@description('Setting Bulletin:TimeZone.')
param timeZone string

@description('Setting Bulletin:PublicUrl. Empty: the address of the function app.')
param publicUrl string

@description('Setting Bulletin:AnnouncementUrl. Empty: not set.')
param announcementUrl string

@description('Setting Bulletin:Archiving:After.')
param archiveAfter string

@description('Setting Bulletin:Keys.')
param apiKeys apiKey[]

@description('Setting Bulletin:Oidc:Authority. Empty: not set.')
param oidcAuthority string

@description('Setting Bulletin:Oidc:Audience. Empty: not set.')
param oidcAudience string

@description('Setting Bulletin:Cors:Origins, and the list by which the platform answers preflights.')
param corsOrigins string[]

@description('Setting ArchiveSchedule.')
param archiveSchedule string

@description('Setting PublishSchedule.')
param publishSchedule string

@description('Whether the service exports spans and metrics to Application Insights.')
param openTelemetry bool

@description('Further settings, by the name of the environment variable.')
param additionalSettings texts

@description('Name of the service in azure.yaml, by which azd finds the app.')
param azdServiceName string

@description('Tags of the plan and the app.')
param tags texts

@description('The stack of each hosting model. A native program is a custom handler to Azure Functions.')
var runtimes = {
  native: {
    name: 'custom'
    version: '1.0'
  }
  isolated: {
    name: 'dotnet-isolated'
    version: '10.0'
  }
}

@description('The API keys as settings: Bulletin__Keys__0__Name and so on.')
var keySettings = flatten(map(range(0, length(apiKeys)), index => [
  { name: 'Bulletin__Keys__${index}__Name', value: apiKeys[index].name }
  { name: 'Bulletin__Keys__${index}__Role', value: apiKeys[index].role }
  { name: 'Bulletin__Keys__${index}__Sha256', value: toLower(apiKeys[index].sha256) }
]))

@description('The origins as settings: Bulletin__Cors__Origins__0 and so on.')
var corsSettings = map(range(0, length(corsOrigins)), index => {
  name: 'Bulletin__Cors__Origins__${index}'
  value: corsOrigins[index]
})

@description('The settings that come from lists, by name.')
var listedSettings = toObject(concat(keySettings, corsSettings), setting => setting.name, setting => setting.value)

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource storageAccount 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageAccountName
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  kind: 'functionapp'
  tags: tags
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  kind: 'functionapp,linux'
  tags: union(tags, {
    'azd-service-name': azdServiceName
  })
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    publicNetworkAccess: 'Enabled'
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storageAccount.properties.primaryEndpoints.blob}${deploymentContainerName}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      runtime: runtimes[hostingModel]
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyHttpInstances == 0
          ? []
          : [
              {
                name: 'http'
                instanceCount: alwaysReadyHttpInstances
              }
            ]
        triggers: {
          http: {
            perInstanceConcurrency: httpPerInstanceConcurrency
          }
        }
      }
    }
    // Flex Consumption refuses a deployment (error 51021) that names ftpsState, alwaysOn, linuxFxVersion and their like:
    // it has no FTP at all. The credentials FTP would take are switched off below all the same.
    // https://learn.microsoft.com/azure/azure-functions/functions-app-settings#flex-consumption-plan-deprecations
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      // Flex Consumption answers every preflight itself, from this list: with an empty one no browser of another origin could
      // edit. The pipeline's answers carry its own CORS headers as in every host. Not '*': docs/hosting.md says why.
      cors: {
        allowedOrigins: corsOrigins
        supportCredentials: false
      }
    }
  }

  resource ftpCredentials 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: {
      allow: false
    }
  }

  resource deploymentCredentials 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: {
      allow: false
    }
  }

  // Apart from the app, because the default of PublicUrl is the address that the app has been given.
  resource settings 'config' = {
    name: 'appsettings'
    properties: {
      // The Functions host itself. Blobs are all it needs here (access.bicep says why); without a table address it
      // leaves out its own table of diagnostic events instead of asking for it in vain.
      AzureWebJobsStorage__blobServiceUri: storageAccount.properties.primaryEndpoints.blob
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identity.properties.clientId

      APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsights.properties.ConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identity.properties.clientId}'

      // Without it the service exports nothing, although it is given the connection string.
      ...(openTelemetry ? { AzureFunctionsJobHost__telemetryMode: 'OpenTelemetry' } : {})

      BulletinStorage__tableServiceUri: storageAccount.properties.primaryEndpoints.table
      BulletinStorage__credential: 'managedidentity'
      BulletinStorage__clientId: identity.properties.clientId

      BulletinMedia__blobServiceUri: storageAccount.properties.primaryEndpoints.blob
      BulletinMedia__credential: 'managedidentity'
      BulletinMedia__clientId: identity.properties.clientId

      Bulletin__Site: siteName
      Bulletin__Table: tableName
      Bulletin__Media__Container: mediaContainerName
      Bulletin__TimeZone: timeZone
      Bulletin__PublicUrl: empty(publicUrl) ? 'https://${app.properties.defaultHostName}' : publicUrl
      ...(empty(announcementUrl) ? {} : { Bulletin__AnnouncementUrl: announcementUrl })
      Bulletin__Archiving__After: archiveAfter
      // The Functions host hands requests over on the same machine, with the address that the front end of the platform wrote.
      Bulletin__TrustedProxies__0: '127.0.0.0/8'
      Bulletin__TrustedProxies__1: '::1'
      ...(empty(oidcAuthority) ? {} : { Bulletin__Oidc__Authority: oidcAuthority })
      ...(empty(oidcAudience) ? {} : { Bulletin__Oidc__Audience: oidcAudience })
      ...listedSettings

      // Without its schedule the host does not index a timer function at all.
      ArchiveSchedule: archiveSchedule
      PublishSchedule: publishSchedule

      ...additionalSettings
    }
  }
}

@description('Name of the function app.')
output name string = app.name

@description('Address of the function app, without a slash at its end.')
output url string = 'https://${app.properties.defaultHostName}'
