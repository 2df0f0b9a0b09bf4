metadata name = 'Bulletin on Azure'
metadata description = 'A resource group with everything Bulletin needs: a function app on Flex Consumption, storage, an identity, telemetry and alerts.'

targetScope = 'subscription'

import { apiKey, hosting, texts } from 'types.bicep'

// ---- What is deployed, and where

@description('Name of the environment. Names of resources are made from it.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region of everything. It must have Flex Consumption: az functionapp list-flexconsumption-locations')
@minLength(1)
@metadata({
  azd: {
    type: 'location'
  }
})
param location string

@description('Name of the resource group, which is made when it is not there. Empty: rg- and the name of the environment.')
@maxLength(90)
param resourceGroupName string = ''

@description('Tags of every resource, besides azd-env-name and application.')
param additionalTags texts = {}

// ---- The function app

@description('native: the Native AOT program as a custom handler. isolated: the .NET isolated worker. The deployment package must be of the same kind.')
param hostingModel hosting = 'native'

@description('Megabytes of an instance: the Functions host and the service share them. The native program needs little.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = hostingModel == 'native' ? 512 : 2048

@description('Most instances of each scale group (HTTP, and each timer): a bound on the bill.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Requests an instance handles at once before another one is started. Instances answer most requests from memory, so one takes many.')
@minValue(1)
@maxValue(1000)
param httpPerInstanceConcurrency int = 100

@description('Instances for HTTP that always run, against cold starts. They cost all day and take the free grant away; 0 scales to zero.')
@minValue(0)
@maxValue(20)
param alwaysReadyHttpInstances int = 0

@description('Whether instances are spread over the zones of the region, where it has them.')
param zoneRedundant bool = false

// ---- Storage

@description('How many copies of the data are kept, and where. ZRS: three, in three zones of the region.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS', 'Standard_RAGRS', 'Standard_RAGZRS'])
param storageRedundancy string = 'Standard_ZRS'

@description('Days that a deleted blob, such as an attachment or a former deployment package, can still be restored.')
@minValue(1)
@maxValue(365)
param blobSoftDeleteDays int = 7

@description('Object id of a person, group or pipeline that runs the command line (import, export, verify) against the table. Empty: nobody.')
param operatorPrincipalId string = ''

@description('What kind of principal the operator is.')
@allowed(['User', 'Group', 'ServicePrincipal'])
param operatorPrincipalType string = 'User'

// ---- The settings of Bulletin

@description('Bulletin:Site. One table can hold several sites.')
@minLength(1)
@maxLength(64)
param siteName string = 'main'

@description('Bulletin:Table. Letters and digits, a letter first.')
@minLength(3)
@maxLength(58)
param tableName string = 'bulletin'

@description('Bulletin:Media:Container. Lower-case letters, digits, and single hyphens between them.')
@minLength(3)
@maxLength(63)
param mediaContainerName string = 'bulletin-media'

@description('Bulletin:TimeZone, an IANA name: the zone in which times are shown to people.')
@minLength(1)
param timeZone string = 'Europe/Warsaw'

@description('Bulletin:PublicUrl, without a slash at its end: where readers find the service. Empty: the address of the function app.')
param publicUrl string = ''

@description('Bulletin:AnnouncementUrl: the template of the address of an announcement, for a site that renders its own pages. Empty: not set.')
param announcementUrl string = ''

@description('Bulletin:Archiving:After, as days.hours:minutes:seconds: the age at which an announcement goes to the archive.')
@minLength(1)
param archiveAfter string = '365.00:00:00'

@description('Bulletin:Keys: API keys, as hashes.')
@maxLength(100)
param apiKeys apiKey[] = []

@description('Bulletin:Oidc:Authority: the OpenID Connect issuer whose tokens are accepted, such as https://login.microsoftonline.com/<tenant>/v2.0. Empty: none.')
param oidcAuthority string = ''

@description('Bulletin:Oidc:Audience: what its tokens must be made out for. Given with oidcAuthority.')
param oidcAudience string = ''

@description('Bulletin:Cors:Origins: web origins from which editors may call, such as https://redakcja.example.org')
@maxLength(50)
param corsOrigins string[] = []

@description('ArchiveSchedule: when what is old goes to the archive. NCRONTAB with six fields.')
@minLength(11)
param archiveSchedule string = '0 */5 * * * *'

@description('PublishSchedule: when what became public is counted and entered in the change log. NCRONTAB with six fields.')
@minLength(11)
param publishSchedule string = '0 * * * * *'

@description('Further settings, by the name of the environment variable, with __ for the colon.')
param additionalSettings texts = {}

// ---- Telemetry and alerts

@description('Whether the service exports spans and metrics to Application Insights (AzureFunctionsJobHost__telemetryMode). With them come a workbook and three more alerts.')
param openTelemetry bool = false

@description('Days that telemetry is kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Most gigabytes of telemetry in a day: a bound on the bill.')
@minValue(1)
@maxValue(100)
param logDailyQuotaGb int = 1

@description('Address that alerts are sent to. Empty: they are seen in the portal only.')
@maxLength(254)
param alertEmail string = ''

@description('Percent of requests that may be answered with 5xx in 15 minutes.')
@minValue(0)
@maxValue(100)
param failedRequestPercentage int = 5

@description('Requests in 15 minutes below which that percentage says nothing.')
@minValue(1)
@maxValue(100000)
param failedRequestMinimum int = 20

@description('Thirteen characters that are the same for the same subscription, environment and region, and different elsewhere.')
var token = toLower(uniqueString(subscription().id, environmentName, location))

@description('Start of the names that must be unique in the world.')
var uniqueName = 'bulletin-${token}'

@description('Names that more than one module is given. They are made here and not taken from outputs, so that a what-if can see them.')
var names = {
  identity: 'id-${uniqueName}'
  storageAccount: 'stbulletin${token}'
  deploymentContainer: 'deployment'
  workspace: 'log-${uniqueName}'
  applicationInsights: 'appi-${uniqueName}'
}

@description('Tags of every resource. azd finds what it deployed by the first.')
var tags = union(additionalTags, {
  'azd-env-name': environmentName
  application: 'bulletin'
})

resource resourceGroup 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: empty(resourceGroupName) ? 'rg-${environmentName}' : resourceGroupName
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: resourceGroup
  params: {
    name: names.identity
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: resourceGroup
  params: {
    workspaceName: names.workspace
    applicationInsightsName: names.applicationInsights
    location: location
    retentionInDays: logRetentionDays
    dailyQuotaGb: logDailyQuotaGb
    tags: tags
  }
}

module storage 'modules/storage.bicep' = {
  scope: resourceGroup
  params: {
    name: names.storageAccount
    location: location
    redundancy: storageRedundancy
    tableName: tableName
    deploymentContainerName: names.deploymentContainer
    mediaContainerName: mediaContainerName
    siteName: siteName
    // The pages of the service itself, and the editors' other sites.
    uploadOrigins: empty(publicUrl) ? corsOrigins : union(corsOrigins, [join(take(split(publicUrl, '/'), 3), '/')])
    blobSoftDeleteDays: blobSoftDeleteDays
    tags: tags
  }
}

module access 'modules/access.bicep' = {
  scope: resourceGroup
  params: {
    identityName: names.identity
    storageAccountName: names.storageAccount
    tableName: tableName
    mediaContainerName: mediaContainerName
    applicationInsightsName: names.applicationInsights
    operatorPrincipalId: operatorPrincipalId
    operatorPrincipalType: operatorPrincipalType
  }
  dependsOn: [
    identity
    storage
    monitoring
  ]
}

module functionApp 'modules/functionapp.bicep' = {
  scope: resourceGroup
  params: {
    name: 'func-${uniqueName}'
    planName: 'plan-${uniqueName}'
    location: location
    hostingModel: hostingModel
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    httpPerInstanceConcurrency: httpPerInstanceConcurrency
    alwaysReadyHttpInstances: alwaysReadyHttpInstances
    zoneRedundant: zoneRedundant
    identityName: names.identity
    applicationInsightsName: names.applicationInsights
    storageAccountName: names.storageAccount
    deploymentContainerName: names.deploymentContainer
    tableName: tableName
    mediaContainerName: mediaContainerName
    siteName: siteName
    timeZone: timeZone
    publicUrl: publicUrl
    announcementUrl: announcementUrl
    archiveAfter: archiveAfter
    apiKeys: apiKeys
    oidcAuthority: oidcAuthority
    oidcAudience: oidcAudience
    corsOrigins: corsOrigins
    archiveSchedule: archiveSchedule
    publishSchedule: publishSchedule
    openTelemetry: openTelemetry
    additionalSettings: additionalSettings
    azdServiceName: 'bulletin'
    tags: tags
  }
  // The identity has its rights before the host first asks for the deployment package.
  dependsOn: [
    access
  ]
}

module alerts 'modules/alerts.bicep' = {
  scope: resourceGroup
  params: {
    namePrefix: 'alert-${uniqueName}'
    location: location
    workspaceName: names.workspace
    applicationInsightsName: names.applicationInsights
    email: alertEmail
    failedRequestPercentage: failedRequestPercentage
    failedRequestMinimum: failedRequestMinimum
    openTelemetry: openTelemetry
    tags: tags
  }
  dependsOn: [
    monitoring
  ]
}

module workbook 'modules/workbook.bicep' = if (openTelemetry) {
  scope: resourceGroup
  params: {
    displayName: 'Bulletin ${environmentName}'
    location: location
    workspaceName: names.workspace
    applicationInsightsName: names.applicationInsights
    tags: tags
  }
  dependsOn: [
    monitoring
  ]
}

// azd keeps outputs as variables of its environment; hence the form of their names.

@description('Name of the resource group.')
output AZURE_RESOURCE_GROUP string = resourceGroup.name

@description('Address of the service.')
output BULLETIN_URL string = functionApp.outputs.url

@description('Name of the function app.')
output BULLETIN_FUNCTION_APP string = functionApp.outputs.name

@description('Which program the function app expects: native or isolated.')
output BULLETIN_HOSTING string = hostingModel

@description('Name of the storage account.')
output BULLETIN_STORAGE_ACCOUNT string = names.storageAccount

@description('Address of the table service, for the command line.')
output BULLETIN_TABLE_SERVICE_URI string = storage.outputs.tableServiceUri

@description('Name of the table.')
output BULLETIN_TABLE string = tableName

@description('Address of the blob service, for the command line.')
output BULLETIN_BLOB_SERVICE_URI string = storage.outputs.blobServiceUri

@description('Name of the container of pictures and attachments.')
output BULLETIN_MEDIA_CONTAINER string = mediaContainerName

@description('Client id of the identity the service runs as.')
output BULLETIN_IDENTITY_CLIENT_ID string = identity.outputs.clientId

@description('Name of the Application Insights component.')
output BULLETIN_APPLICATION_INSIGHTS string = names.applicationInsights

@description('Name of the Log Analytics workspace.')
output BULLETIN_LOG_WORKSPACE string = names.workspace
